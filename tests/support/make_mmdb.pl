# make_mmdb.pl FOLDER: small databases in the layouts that exist, one file each, for tests.
#   city     MaxMind's nested layout with subdivisions and coordinates
#   country  the same with countries only
#   flat     one key per fact: country_code, continent_code, latitude, longitude, asn
#   asn      autonomous_system_number
#   v4       country codes in an IPv4-only tree
#   v6only   country codes in an IPv6 tree without IPv4
#   moved    as flat, with Germany's network in America and a later build
#   names    records that hold no fact we read
use strict;
use warnings;
use MaxMind::DB::Writer::Tree;

my %types = (
    latitude                 => 'double',
    longitude                => 'double',
    autonomous_system_number => 'uint32',
    geoname_id               => 'uint32',
    country                  => 'map',
    registered_country       => 'map',
    continent                => 'map',
    location                 => 'map',
    names                    => 'map',
    subdivisions             => [ 'array', 'map' ],
);

sub nested {
    my ( $country, $continent, %more ) = @_;
    return {
        continent => { code => $continent, names => { en => "continent $continent" } },
        ( $country ? ( country => { iso_code => $country, geoname_id => 1, names => { en => "country $country" } } ) : () ),
        registered_country => { iso_code => 'NL' },
        %more,
    };
}

sub at { return ( location => { latitude => $_[0], longitude => $_[1] } ) }
sub within { return ( subdivisions => [ map { { iso_code => $_ } } @_ ] ) }

my %databases = (
    city => {
        type => 'Test-City',
        size => 28,
        data => [
            [ '80.128.0.0/12',   nested( 'DE', 'EU', within( 'BY', 'M' ), at( 48.1, 11.6 ) ) ],
            [ '12.0.0.0/8',      nested( 'US', 'NA', within('CA'), at( 37.4, -122.1 ) ) ],
            [ '165.21.0.0/16',   nested( 'SG', 'AS' ) ],
            [ '185.1.0.0/16',    nested( undef, 'EU' ) ],
            [ '2a00:1450::/32',  nested( 'IE', 'EU', within('L'), at( 53.3, -6.2 ) ) ],
            [ '2001:db8::/32',   nested( 'FR', 'EU' ) ],
            [ '90.0.0.0/16',     nested( 'FR', 'EU', at( 123, 456 ) ) ],
        ],
    },
    country => {
        type => 'Test-Country',
        size => 24,
        data => [
            [ '80.128.0.0/12',  nested( 'DE', 'EU' ) ],
            [ '12.0.0.0/8',     nested( 'US', 'NA' ) ],
            [ '2a00:1450::/32', nested( 'IE', 'EU' ) ],
        ],
    },
    flat => {
        type => 'country ipvAll',
        size => 24,
        data => [
            [ '80.128.0.0/12', { country_code => 'DE', asn => 'AS3320' } ],
            [ '12.0.0.0/8', { country_code => 'US', latitude => 37.5, longitude => -97.5 } ],
            [ '165.21.0.0/16',  { country_code => 'SG', asn => 'no number' } ],
            [ '185.1.0.0/16',   { country_code => '', continent_code => 'EU' } ],
            [ '2a00:1450::/32', { country_code => 'IE' } ],
        ],
    },
    asn => {
        type => 'Test-ASN',
        size => 32,
        data => [
            [ '80.128.0.0/12', { autonomous_system_number => 3320 } ],
            [ '12.0.0.0/8',    { autonomous_system_number => 7018 } ],
        ],
    },
    v4 => { type => 'country ipv4', version => 4, size => 24, data => [ [ '80.128.0.0/12', { country_code => 'DE' } ] ] },
    v6only => { type => 'country ipv6', size => 24, data => [ [ '2a00:1450::/32', { country_code => 'IE' } ] ] },
    moved => {
        type => 'country ipvAll',
        size => 24,
        data => [ [ '80.0.0.0/8', { country_code => 'US' } ], [ '12.0.0.0/8', { country_code => 'US' } ] ],
    },
    names => { type => 'Test-Names', size => 24, data => [ [ '80.128.0.0/12', { city => 'Munich' } ] ] },
);

my $folder = shift or die "usage: make_mmdb.pl FOLDER\n";
for my $name ( sort keys %databases ) {
    my $database = $databases{$name};
    my $tree     = MaxMind::DB::Writer::Tree->new(
        ip_version               => $database->{version} || 6,
        record_size              => $database->{size},
        database_type            => $database->{type},
        languages                => ['en'],
        description              => { en => 'Generated for tests' },
        remove_reserved_networks => 0,
        map_key_type_callback    => sub { $types{ $_[0] } || 'utf8_string' },
    );
    $tree->insert_network( $_->[0], $_->[1] ) for @{ $database->{data} };
    open my $out, '>:raw', "$folder/$name.mmdb.new" or die "$folder/$name.mmdb.new: $!\n";
    $tree->write_tree($out);
    close $out or die "$folder/$name.mmdb.new: $!\n";
    rename "$folder/$name.mmdb.new", "$folder/$name.mmdb" or die "$folder/$name.mmdb: $!\n";
}

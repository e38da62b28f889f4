# moved_country.pl FILE: a small country database in the flat layout, in which the network of the
# scenarios' German client is American.
use strict;
use warnings;
use MaxMind::DB::Writer::Tree;

my $tree = MaxMind::DB::Writer::Tree->new(
    ip_version            => 6,
    record_size           => 24,
    database_type         => 'test-country',
    languages             => ['en'],
    description           => { en => 'Generated for a scenario' },
    map_key_type_callback => sub { 'utf8_string' },
);
$tree->insert_network( $_->[0], { country_code => $_->[1] } )
    for [ '80.0.0.0/8', 'US' ], [ '12.0.0.0/8', 'US' ], [ '165.21.0.0/16', 'SG' ];
open my $out, '>:raw', $ARGV[0] or die "$ARGV[0]: $!";
$tree->write_tree($out);
close $out or die "$ARGV[0]: $!";

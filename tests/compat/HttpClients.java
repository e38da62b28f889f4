import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** java HttpClients.java CA BASE_URL...: HttpClient echoes 1 MiB and follows an event stream. */
public class HttpClients {
  private static final int EVENT_BYTES = 128 << 10;

  private final HttpClient client;
  private final String base;

  private HttpClients(HttpClient client, String base) {
    this.client = client;
    this.base = base;
  }

  public static void main(String[] arguments) throws Exception {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(trusting(arguments[0]))
            .build();
    for (String base : Arrays.copyOfRange(arguments, 1, arguments.length)) {
      HttpClients clients = new HttpClients(client, base);
      clients.echo();
      clients.followEvents();
    }
  }

  private static SSLContext trusting(String file) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (FileInputStream in = new FileInputStream(file)) {
      store.setCertificateEntry(
          "edge", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private void echo() throws Exception {
    byte[] body = new byte[1 << 20];
    new SecureRandom().nextBytes(body);
    expectEcho("fixed", body, BodyPublishers.ofByteArray(body));
    expectEcho("chunked", body, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
  }

  private void expectEcho(String framing, byte[] body, BodyPublisher publisher) throws Exception {
    HttpRequest request = to("/echo").POST(publisher).build();
    byte[] answer = client.send(request, BodyHandlers.ofByteArray()).body();
    expect(Arrays.equals(body, answer), "the " + framing + " echo differs");
  }

  private void followEvents() throws Exception {
    HttpRequest request = to("/events?id=java&bytes=" + EVENT_BYTES).build();
    Iterator<String> lines = client.send(request, BodyHandlers.ofLines()).body().iterator();
    int count = 0;
    while (lines.hasNext()) {
      String line = lines.next();
      if (!line.startsWith("data: ") || line.equals("data: done")) continue;
      HttpRequest ack = to("/ack?id=java").POST(BodyPublishers.ofString(line.substring(6))).build();
      expect(client.send(ack, BodyHandlers.ofString()).statusCode() == 200, "an event differs");
      ++count;
    }
    expect(count == 8, count + " events before the last one");
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(60));
  }

  private void expect(boolean holds, String what) {
    if (!holds) throw new AssertionError(base + ": " + what);
  }
}

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ResponseHeader;

/**
 * Reads responses as Kafka's own clients would, one a line of standard input:
 *
 *   KEY VERSION HEX      (HEX: the response's bytes without their length)
 *
 * and prints for each a line with the errors that it holds, in the order of their codes, or what is wrong with it.
 * Run by test/refusals.test.ts.
 */
public class ParseRefusals {
  public static void main(String[] args) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.split(" ");
      ApiKeys api = ApiKeys.forId(Integer.parseInt(words[0]));
      short version = Short.parseShort(words[1]);
      System.out.println(errorsIn(api, version, ByteBuffer.wrap(HexFormat.of().parseHex(words[2]))));
    }
  }

  private static String errorsIn(ApiKeys api, short version, ByteBuffer bytes) {
    try {
      ResponseHeader.parse(bytes, api.responseHeaderVersion(version));
      AbstractResponse response = AbstractResponse.parseResponse(api, new ByteBufferAccessor(bytes), version);
      if (bytes.hasRemaining()) return bytes.remaining() + " bytes are left";
      return response.errorCounts().keySet().stream().sorted().map(Errors::name).collect(Collectors.joining(" "));
    } catch (RuntimeException broken) {
      return "not parsed: " + broken;
    }
  }
}

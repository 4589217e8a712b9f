import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.ApiMessageType.ListenerType;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;

/**
 * Prints every request and response schema that Kafka's own jar knows, and every error code, one a line:
 *
 *   api   KEY NAME VERSION REQUEST_HEADER RESPONSE_HEADER
 *   req   SCHEMA            (of the api line above it; `=` when it is the previous version's)
 *   res   SCHEMA
 *   error CODE NAME
 *
 * SCHEMA: {name:TYPE name:TYPE}, A[TYPE] array, C[TYPE] compact array, ? before a nullable struct,
 * T(tag=name:TYPE) tagged fields. Run it by `npm run dump-schemas`.
 */
public class DumpSchemas {
  public static void main(String[] args) {
    StringBuilder out = new StringBuilder();
    for (ApiKeys api : ApiKeys.values()) {
      if (!api.messageType.listeners().contains(ListenerType.BROKER)) continue;
      String request = "", response = "";
      for (short v = api.oldestVersion(); v <= api.latestVersion(); v++) {
        String req = struct(api.messageType.requestSchemas()[v]);
        String res = struct(api.messageType.responseSchemas()[v]);
        out.append("api ").append(api.id).append(' ').append(api.name).append(' ').append(v).append(' ')
            .append(api.requestHeaderVersion(v)).append(' ').append(api.responseHeaderVersion(v)).append('\n');
        out.append("req ").append(req.equals(request) ? "=" : req).append('\n');
        out.append("res ").append(res.equals(response) ? "=" : res).append('\n');
        request = req;
        response = res;
      }
    }
    for (Errors error : Errors.values()) out.append("error ").append(error.code()).append(' ').append(error.name()).append('\n');
    System.out.print(out);
  }

  private static String struct(Schema schema) {
    List<String> fields = new ArrayList<>();
    for (BoundField field : schema.fields()) fields.add(field.def.name + ":" + type(field.def.type));
    return "{" + String.join(" ", fields) + "}";
  }

  private static String type(Type type) {
    if (type instanceof Schema schema) return (type.isNullable() ? "?" : "") + struct(schema);
    if (type instanceof TaggedFields tags) {
      List<String> fields = new ArrayList<>();
      for (Map.Entry<Integer, Field> tag : tags.fields().entrySet())
        fields.add(tag.getKey() + "=" + tag.getValue().name + ":" + type(tag.getValue().type));
      return "T(" + String.join(" ", fields) + ")";
    }
    if (type.arrayElementType().isPresent())
      return (type.getClass().getSimpleName().startsWith("Compact") ? "C" : "A") + "[" + type(type.arrayElementType().get()) + "]";
    return type instanceof Type.DocumentedType documented ? documented.typeName() : type.getClass().getSimpleName();
  }
}

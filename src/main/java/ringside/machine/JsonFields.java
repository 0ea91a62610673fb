package ringside.machine;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.HexFormat;
import ringside.base.StateFormatException;

/** Reads fields of JSON objects that come from files; what is missing or of another kind is named in one line. */
final class JsonFields {
    private final JsonObject object;
    private final String where;

    private JsonFields(JsonObject object, String where) {
        this.object = object;
        this.where = where;
    }

    /**
     * Parses one object.
     *
     * @param where for messages: which text it is
     */
    static JsonFields parse(String text, String where) {
        try {
            JsonElement element = JsonParser.parseString(text);
            if (element.isJsonObject()) {
                return new JsonFields(element.getAsJsonObject(), where);
            }
        } catch (JsonParseException e) {
            // The message of the parser names its own classes; ours says all there is to know.
        }
        throw new StateFormatException(where + ": not a JSON object");
    }

    boolean has(String name) {
        return object.has(name);
    }

    JsonFields object(String name) {
        JsonElement element = object.get(name);
        if (element == null || !element.isJsonObject()) {
            throw wrong(name, "an object");
        }
        return new JsonFields(element.getAsJsonObject(), where);
    }

    String text(String name) {
        JsonElement element = object.get(name);
        if (element == null || !element.isJsonPrimitive()) {
            throw wrong(name, "a text");
        }
        return element.getAsString();
    }

    long integer(String name) {
        try {
            return Long.parseLong(text(name));
        } catch (NumberFormatException e) {
            throw wrong(name, "an integer");
        }
    }

    /** Reads an integer between two others, both included. */
    int integer(String name, int min, int max) {
        long value = integer(name);
        if (value < min || value > max) {
            throw wrong(name, "an integer from " + min + " to " + max);
        }
        return (int) value;
    }

    boolean truth(String name) {
        return switch (text(name)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, "true or false");
        };
    }

    byte[] bytes(String name) {
        try {
            return HexFormat.of().parseHex(text(name));
        } catch (IllegalArgumentException e) {
            throw wrong(name, "pairs of hexadecimal digits");
        }
    }

    StateFormatException wrong(String name, String expected) {
        return new StateFormatException("%s: '%s' must be %s".formatted(where, name, expected));
    }

    StateFormatException refused(String problem) {
        return new StateFormatException(where + ": " + problem);
    }
}

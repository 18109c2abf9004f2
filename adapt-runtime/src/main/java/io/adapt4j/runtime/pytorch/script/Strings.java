package io.adapt4j.runtime.pytorch.script;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** String literals of the source: what they say, and how to write one. TorchScript writes bytes that are no printable ASCII in octal. */
final class Strings {
    private Strings() {}

    /** What a literal, with its quotes, says. */
    static String decode(String literal) {
        byte[] bytes = literal.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 1; i < bytes.length - 1; i++) {
            if (bytes[i] != '\\') {
                out.write(bytes[i]);
                continue;
            }
            i++;
            switch (bytes[i]) {
                case 'n' -> out.write('\n');
                case 't' -> out.write('\t');
                case 'r' -> out.write('\r');
                case 'a' -> out.write(7);
                case 'b' -> out.write('\b');
                case 'f' -> out.write('\f');
                case 'v' -> out.write(11);
                case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                    int value = 0;
                    int digits = 0;
                    while (digits < 3 && i < bytes.length - 1 && bytes[i] >= '0' && bytes[i] <= '7') {
                        value = value * 8 + bytes[i] - '0';
                        digits++;
                        i++;
                    }
                    i--;
                    out.write(value);
                }
                default -> out.write(bytes[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The literal that says {@code text}. */
    static String encode(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b == '"' || b == '\\') {
                out.append('\\').append((char) b);
            } else if (b >= ' ' && b < 127) {
                out.append((char) b);
            } else {
                out.append(String.format("\\%03o", b & 0xff));
            }
        }
        return out.append('"').toString();
    }
}

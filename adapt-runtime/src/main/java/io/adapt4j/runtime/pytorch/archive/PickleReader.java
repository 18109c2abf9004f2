package io.adapt4j.runtime.pytorch.archive;

import io.adapt4j.error.InvalidModelException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.pytorch.archive.PickleValue.Global;
import io.adapt4j.runtime.pytorch.archive.PickleValue.None;
import io.adapt4j.runtime.pytorch.archive.PickleValue.Tuple;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the pickles of a TorchScript archive: the opcodes that PyTorch's own pickler writes (protocol 2 at most, see
 * {@code pickletools} of CPython for their meaning), and of the callables only those that {@link PickleCalls} knows.
 * Nothing is ever executed. Each opcode makes at most one value, so memory is bounded by the length of the pickle.
 */
final class PickleReader {
    private static final Object MARK = new Object();
    private static final int MAX_PROTOCOL = 2;

    private final String name;
    private final ByteBuffer bytes;
    private final PickleCalls calls;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Long, Object> memo = new HashMap<>();

    private PickleReader(String name, byte[] bytes, PickleCalls calls) {
        this.name = name;
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.calls = calls;
    }

    /**
     * The value that the pickle holds.
     *
     * @param name the entry's name, for errors
     */
    static Object read(String name, byte[] bytes, PickleCalls calls) {
        return new PickleReader(name, bytes, calls).read();
    }

    private Object read() {
        try {
            while (true) {
                int opcode = bytes.get() & 0xff;
                if (opcode == '.') {
                    Object value = pop();
                    if (!stack.isEmpty() || bytes.hasRemaining()) {
                        throw invalid("it goes on after its end");
                    }
                    return value;
                }
                step(opcode);
            }
        } catch (BufferUnderflowException e) {
            throw new InvalidModelException(where() + " is truncated", e);
        } catch (ArithmeticException e) {
            throw new InvalidModelException(where() + " is malformed: a tensor in it is too large", e);
        }
    }

    private void step(int opcode) {
        switch (opcode) {
            case 0x80 -> protocol(bytes.get());
            case 'c' -> push(calls.global(line(), line()));
            case 'q' -> remember(bytes.get() & 0xff);
            case 'r' -> remember(bytes.getInt() & 0xffffffffL);
            case 'h' -> push(recall(bytes.get() & 0xff));
            case 'j' -> push(recall(bytes.getInt() & 0xffffffffL));
            case '(' -> push(MARK);
            case 'N' -> push(None.NONE);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'K' -> push((long) (bytes.get() & 0xff));
            case 'M' -> push((long) (bytes.getShort() & 0xffff));
            case 'J' -> push((long) bytes.getInt());
            case 0x8a -> push(longInteger(bytes.get() & 0xff));
            case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(bytes.getLong())));
            case 'X', 'T' -> push(text(bytes.getInt()));
            case 'U' -> push(text(bytes.get() & 0xff));
            case ')' -> push(new Tuple(List.of()));
            case 't' -> push(new Tuple(toMark()));
            case 0x85 -> push(new Tuple(top(1)));
            case 0x86 -> push(new Tuple(top(2)));
            case 0x87 -> push(new Tuple(top(3)));
            case ']' -> push(new ArrayList<>());
            case 'a' -> append(top(1));
            case 'e' -> append(toMark());
            case '}' -> push(new LinkedHashMap<>());
            case 's' -> setItems(top(2));
            case 'u' -> setItems(toMark());
            case 0x81 -> newObject();
            case 'b' -> build();
            case 'R' -> reduce();
            case 'Q' -> push(calls.storage(pop()));
            default ->
                throw invalid(String.format(
                        "opcode 0x%02x at byte %d is none that TorchScript writes", opcode, bytes.position() - 1));
        }
    }

    private void protocol(byte version) {
        if (version > MAX_PROTOCOL || version < 0) {
            throw new UnsupportedFeatureException(
                    where() + " is written in pickle protocol " + version + "; TorchScript writes " + MAX_PROTOCOL);
        }
    }

    private void append(List<Object> items) {
        if (!(peek() instanceof List<?>)) {
            throw invalid("it appends to something that is no list");
        }
        @SuppressWarnings("unchecked") // every list on the stack was made here
        List<Object> list = (List<Object>) peek();
        list.addAll(items);
    }

    private void setItems(List<Object> items) {
        if (!(peek() instanceof Map<?, ?>) || items.size() % 2 != 0) {
            throw invalid("it sets items of something that is no dictionary");
        }
        @SuppressWarnings("unchecked") // every map on the stack was made here
        Map<Object, Object> map = (Map<Object, Object>) peek();
        for (int i = 0; i < items.size(); i += 2) {
            Object key = items.get(i);
            if (key instanceof List<?> || key instanceof Map<?, ?> || key instanceof Tuple) {
                throw invalid("a dictionary in it has a key that is no simple value");
            }
            map.put(key, items.get(i + 1));
        }
    }

    private void newObject() {
        List<Object> parts = top(2);
        boolean plain =
                parts.get(1) instanceof Tuple arguments && arguments.items().isEmpty();
        if (!(parts.get(0) instanceof Global type) || !type.module().startsWith("__torch__") || !plain) {
            throw invalid("it makes an object of something that is no class of the archive: " + describe(parts.get(0)));
        }
        push(new ScriptObject(type.toString()));
    }

    private void build() {
        Object state = pop();
        if (!(peek() instanceof ScriptObject object)) {
            throw invalid("it gives a state to something that is no object");
        }
        if (state instanceof Map<?, ?> attributes) {
            attributes.forEach((key, value) -> {
                if (key instanceof String attribute) {
                    object.set(attribute, value);
                }
            });
        }
    }

    private void reduce() {
        List<Object> parts = top(2);
        if (!(parts.get(0) instanceof Global callable) || !(parts.get(1) instanceof Tuple arguments)) {
            throw invalid("it calls something that is no function: " + describe(parts.get(0)));
        }
        push(calls.call(callable, arguments.items()));
    }

    private void remember(long index) {
        memo.put(index, peek());
    }

    private Object recall(long index) {
        Object value = memo.get(index);
        if (value == null) {
            throw invalid("it refers to value " + index + ", which it has not made");
        }
        return value;
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object peek() {
        if (stack.isEmpty() || stack.get(stack.size() - 1) == MARK) {
            throw invalid("it uses more values than it has made");
        }
        return stack.get(stack.size() - 1);
    }

    private Object pop() {
        Object value = peek();
        stack.remove(stack.size() - 1);
        return value;
    }

    private List<Object> top(int count) {
        List<Object> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(pop());
        }
        Collections.reverse(items);
        return items;
    }

    private List<Object> toMark() {
        List<Object> items = new ArrayList<>();
        while (!stack.isEmpty() && stack.get(stack.size() - 1) != MARK) {
            items.add(pop());
        }
        if (stack.isEmpty()) {
            throw invalid("it ends a group that it has not begun");
        }
        stack.remove(stack.size() - 1);
        Collections.reverse(items);
        return items;
    }

    private String line() {
        int start = bytes.position();
        while (bytes.get() != '\n') {}
        return new String(bytes.array(), start, bytes.position() - 1 - start, StandardCharsets.UTF_8);
    }

    private String text(int length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer encoded = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
        } catch (CharacterCodingException e) {
            throw new InvalidModelException(where() + " is malformed: a string in it is not UTF-8", e);
        }
    }

    private long longInteger(int length) {
        if (length > Long.BYTES) {
            throw invalid("an integer in it takes " + length + " bytes; 8 are the most");
        }
        long value = 0;
        byte last = 0;
        for (int i = 0; i < length; i++) {
            last = bytes.get();
            value |= (last & 0xffL) << (8 * i);
        }
        boolean negative = last < 0 && length < Long.BYTES;
        return negative ? value | (-1L << (8 * length)) : value;
    }

    private static String describe(Object value) {
        return value instanceof Global ? value.toString() : value.getClass().getSimpleName();
    }

    private String where() {
        return "The pickle " + name;
    }

    private InvalidModelException invalid(String what) {
        return new InvalidModelException(where() + " is malformed: " + what);
    }
}

package io.adapt4j.train.task;

import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.train.data.store.RowStore;
import io.adapt4j.train.data.store.RowWriter;
import io.adapt4j.train.data.store.SampleStorage;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * The texts of examples, tokenised, and their targets, on the heap or in a temporary file. Where the tokens are in their text is not
 * kept.
 */
final class TokenStore implements AutoCloseable {
    private final RowStore rows;
    private final int[] lengths;

    private TokenStore(RowStore rows, int[] lengths) {
        this.rows = rows;
        this.lengths = lengths;
    }

    /** One example. */
    @SuppressWarnings("ArrayRecordComponent")
    record Sample(List<TokenizedText> texts, float[] targets) {}

    /** The number of examples. */
    int size() {
        return rows.size();
    }

    /** The number of tokens of each example's longest text. */
    int[] lengths() {
        return lengths.clone();
    }

    Sample get(int example) {
        ByteBuffer row = rows.get(example);
        List<TokenizedText> texts = new ArrayList<>();
        for (int text = row.getInt(); text > 0; text--) {
            int tokens = row.getInt();
            texts.add(new TokenizedText(ids(row, tokens), ids(row, tokens)));
        }
        float[] targets = new float[row.remaining() / Float.BYTES];
        row.asFloatBuffer().get(targets);
        return new Sample(texts, targets);
    }

    private static long[] ids(ByteBuffer row, int tokens) {
        long[] ids = new long[tokens];
        for (int i = 0; i < tokens; i++) {
            ids[i] = row.getInt();
        }
        return ids;
    }

    /** All texts: the first ones of all examples, then the second ones. */
    List<TokenizedText> texts(int perExample) {
        return new Texts(perExample);
    }

    @Override
    public void close() {
        rows.close();
    }

    private final class Texts extends AbstractList<TokenizedText> implements RandomAccess {
        private final int perExample;

        Texts(int perExample) {
            this.perExample = perExample;
        }

        @Override
        public TokenizedText get(int index) {
            return TokenStore.this.get(index % rows.size()).texts().get(index / rows.size());
        }

        @Override
        public int size() {
            return perExample * rows.size();
        }
    }

    /** Takes examples one after the other. */
    static final class Writer implements AutoCloseable {
        private final RowWriter rows;
        private int[] lengths = new int[1024];
        private int size;

        Writer(SampleStorage storage) {
            this.rows = new RowWriter(storage);
        }

        void append(List<TokenizedText> texts, float[] targets) {
            int bytes = Integer.BYTES * (1 + targets.length);
            int longest = 0;
            for (TokenizedText text : texts) {
                bytes += Integer.BYTES * (1 + 2 * text.length());
                longest = Math.max(longest, text.length());
            }
            ByteBuffer row = ByteBuffer.allocate(bytes).putInt(texts.size());
            for (TokenizedText text : texts) {
                row.putInt(text.length());
                put(text.ids(), row);
                put(text.typeIds(), row);
            }
            row.asFloatBuffer().put(targets);
            rows.append(row.array());
            if (size == lengths.length) {
                lengths = Arrays.copyOf(lengths, Math.multiplyExact(size, 2));
            }
            lengths[size++] = longest;
        }

        private static void put(long[] ids, ByteBuffer row) {
            for (long id : ids) {
                row.putInt(Math.toIntExact(id));
            }
        }

        /** Rows until now. */
        int size() {
            return size;
        }

        TokenStore finish() {
            return new TokenStore(rows.finish(), Arrays.copyOf(lengths, size));
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}

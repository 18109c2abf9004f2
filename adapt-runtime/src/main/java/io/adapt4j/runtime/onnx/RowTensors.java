package io.adapt4j.runtime.onnx;

import io.adapt4j.runtime.onnx.AdapterTensors.Block;
import io.adapt4j.runtime.onnx.edit.AdapterInjection.Group;
import io.adapt4j.runtime.onnx.edit.AdapterInjection.Member;
import io.adapt4j.runtime.onnx.ort.NativeTensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The adapter inputs of one batch in which each row has an adapter of its own, or none: copied together from the adapters'
 * arenas. Ranks may differ; smaller ones are padded with zeros. A row of no adapter gets the bias and zeros.
 */
final class RowTensors implements AutoCloseable {
    /** More is not copied for one batch. */
    private static final long LARGEST = 1 << 30;

    private final AdaptedSession session;
    private final List<@Nullable AdapterTensors> rows;
    private final int[] widths;
    private final TensorBlock memory;

    private RowTensors(AdaptedSession session, List<@Nullable AdapterTensors> rows, int[] widths, TensorBlock memory) {
        this.session = session;
        this.rows = rows;
        this.widths = widths;
        this.memory = memory;
    }

    /**
     * Copies a batch's adapters together.
     *
     * @param session one that mixes and has all hooks of the adapters
     * @param rows one adapter per row of the batch, null for none
     * @return null when they are too large for that
     */
    static @Nullable RowTensors of(AdaptedSession session, List<@Nullable AdapterTensors> rows, Arenas arenas) {
        List<Group> groups = session.groups();
        int[] widths = groups.stream().mapToInt(group -> width(group, rows)).toArray();
        long bytes = 0;
        for (int g = 0; g < widths.length; g++) {
            bytes += bytes(groups.get(g), widths[g], rows.size());
        }
        if (bytes > LARGEST) {
            return null;
        }
        RowTensors tensors = new RowTensors(session, rows, widths, new TensorBlock(arenas, bytes));
        try {
            for (int g = 0; g < widths.length; g++) {
                tensors.lay(groups.get(g), widths[g]);
            }
            return tensors;
        } catch (RuntimeException e) {
            tensors.close();
            throw e;
        }
    }

    Map<String, NativeTensor> byInput() {
        return memory.byInput();
    }

    private static long bytes(Group group, long width, int rows) {
        int members = group.members().size();
        long bytes = TensorBlock.bytes(members * width * group.members().get(0).in() * rows);
        bytes += TensorBlock.bytes(members * width);
        for (Member member : group.members()) {
            bytes += TensorBlock.bytes(width * member.out() * rows);
            bytes += member.inputGain().isEmpty() ? 0 : TensorBlock.bytes((long) member.in() * rows);
            bytes += member.outputGain().isEmpty() ? 0 : TensorBlock.bytes((long) member.out() * rows);
        }
        return bytes;
    }

    /** The largest number of rows that a member's A and B need. */
    private static int width(Group group, List<@Nullable AdapterTensors> rows) {
        int rank = 0;
        for (AdapterTensors row : rows) {
            for (Member member : group.members()) {
                Block block = row == null ? null : row.block(member.site());
                rank = Math.max(rank, block == null ? 0 : block.width() - (block.biased() ? 1 : 0));
            }
        }
        return Math.max(1, rank + (group.biased() ? 1 : 0));
    }

    private void lay(Group group, int width) {
        List<Member> members = group.members();
        int count = members.size();
        int in = members.get(0).in();
        ByteBuffer a = memory.tensor(group.inputA(), dims(group.matrixRank(), count * width, in));
        for (int m = 0; m < count; m++) {
            Member member = members.get(m);
            ByteBuffer b = memory.tensor(member.inputB(), dims(group.matrixRank(), width, member.out()));
            ByteBuffer inputGain = gain(member.inputGain(), group.rank(), in);
            ByteBuffer outputGain = gain(member.outputGain(), group.rank(), member.out());
            for (int r = 0; r < rows.size(); r++) {
                AdapterTensors row = rows.get(r);
                Block block = row == null ? null : row.block(member.site());
                int startA = (r * count + m) * width * in * Float.BYTES;
                copy(a, startA, in, width, group.biased(), block, block == null ? null : block.a());
                int startB = r * width * member.out() * Float.BYTES;
                copy(b, startB, member.out(), width, group.biased(), block, block == null ? null : block.b());
                ByteBuffer bias = session.biases().get(member.site());
                if (bias != null && block == null) {
                    b.put(startB, bias, 0, bias.capacity());
                }
                copyGain(inputGain, r, in, block == null ? null : block.inputGain());
                copyGain(outputGain, r, member.out(), block == null ? null : block.outputGain());
            }
        }
        if (group.biased()) {
            TensorBlock.ones(memory.tensor(group.inputE(), (long) count * width), width);
        }
    }

    /** Copies the rows of one matrix, so that the first is for the bias if and only if the group has biases. */
    private static void copy(
            ByteBuffer target,
            int start,
            int columns,
            int width,
            boolean biased,
            @Nullable Block block,
            @Nullable ByteBuffer source) {
        int row = columns * Float.BYTES;
        int end = start + width * row;
        int at = start;
        if (block != null && source != null) {
            int skipped = block.biased() && !biased ? 1 : 0;
            if (biased && !block.biased()) {
                TensorBlock.zero(target, at, row);
                at += row;
            }
            int length = (block.width() - skipped) * row;
            target.put(at, source, skipped * row, length);
            at += length;
        }
        TensorBlock.zero(target, at, end - at);
    }

    private static void copyGain(@Nullable ByteBuffer target, int r, int size, @Nullable ByteBuffer source) {
        if (target == null) {
            return;
        }
        int start = r * size * Float.BYTES;
        if (source == null) {
            for (int i = 0; i < size; i++) {
                target.putFloat(start + i * Float.BYTES, 1);
            }
        } else {
            target.put(start, source, 0, size * Float.BYTES);
        }
    }

    private @Nullable ByteBuffer gain(String input, int rank, int size) {
        if (input.isEmpty()) {
            return null;
        }
        long[] dims = new long[rank];
        Arrays.fill(dims, 1);
        dims[0] = rows.size();
        dims[rank - 1] = size;
        return memory.tensor(input, dims);
    }

    private long[] dims(int rank, int height, int columns) {
        long[] dims = new long[rank];
        Arrays.fill(dims, 1);
        dims[0] = rows.size();
        dims[rank - 2] = height;
        dims[rank - 1] = columns;
        return dims;
    }

    /** Gives the memory back. */
    @Override
    public void close() {
        memory.free();
    }
}

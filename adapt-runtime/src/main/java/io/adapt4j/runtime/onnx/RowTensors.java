package io.adapt4j.runtime.onnx;

import ai.djl.ndarray.types.DataType;
import io.adapt4j.runtime.onnx.AdapterTensors.Block;
import io.adapt4j.runtime.onnx.edit.AdapterInjection.Group;
import io.adapt4j.runtime.onnx.edit.AdapterInjection.Member;
import io.adapt4j.runtime.onnx.ort.NativeTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The adapter inputs of one batch in which each row has an adapter of its own, or none: copied together from the adapters'
 * arenas. Ranks may differ; smaller ones are padded with zeros. A row of no adapter gets the bias and zeros.
 */
final class RowTensors implements AutoCloseable {
    private static final int ALIGNMENT = 64;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 16);

    private final AdaptedSession session;
    private final List<@Nullable AdapterTensors> rows;
    private final Arenas arenas;
    private final ByteBuffer arena;
    private final Map<String, NativeTensor> byInput = new TreeMap<>();
    private int used;

    private RowTensors(AdaptedSession session, List<@Nullable AdapterTensors> rows, Arenas arenas) {
        this.session = session;
        this.rows = rows;
        this.arenas = arenas;
        this.arena = arenas.take(session.groups().stream().mapToInt(this::bytes).reduce(0, Math::addExact));
    }

    /**
     * Copies a batch's adapters together.
     *
     * @param session one that mixes and has all hooks of the adapters
     * @param rows one adapter per row of the batch, null for none
     */
    static RowTensors of(AdaptedSession session, List<@Nullable AdapterTensors> rows, Arenas arenas) {
        RowTensors tensors = new RowTensors(session, rows, arenas);
        try {
            session.groups().forEach(tensors::lay);
            return tensors;
        } catch (RuntimeException e) {
            tensors.close();
            throw e;
        }
    }

    Map<String, NativeTensor> byInput() {
        return byInput;
    }

    private int bytes(Group group) {
        int width = width(group);
        int members = group.members().size();
        int bytes = aligned((long) members * width * group.members().get(0).in() * rows.size());
        bytes = Math.addExact(bytes, aligned((long) members * width));
        for (Member member : group.members()) {
            bytes = Math.addExact(bytes, aligned((long) width * member.out() * rows.size()));
            bytes = Math.addExact(bytes, member.inputGain().isEmpty() ? 0 : aligned((long) member.in() * rows.size()));
            bytes = Math.addExact(
                    bytes, member.outputGain().isEmpty() ? 0 : aligned((long) member.out() * rows.size()));
        }
        return bytes;
    }

    private static int aligned(long size) {
        return Math.toIntExact((size * Float.BYTES + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    }

    /** The largest number of rows that a member's A and B need. */
    private int width(Group group) {
        int rank = 0;
        for (AdapterTensors row : rows) {
            for (Member member : group.members()) {
                Block block = row == null ? null : row.block(member.site());
                rank = Math.max(rank, block == null ? 0 : block.width() - (block.biased() ? 1 : 0));
            }
        }
        return Math.max(1, rank + (group.biased() ? 1 : 0));
    }

    private void lay(Group group) {
        int width = width(group);
        List<Member> members = group.members();
        int count = members.size();
        int in = members.get(0).in();
        ByteBuffer a = tensor(group.inputA(), dims(group.matrixRank(), count * width, in));
        for (int m = 0; m < count; m++) {
            Member member = members.get(m);
            ByteBuffer b = tensor(member.inputB(), dims(group.matrixRank(), width, member.out()));
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
            AdapterTensors.ones(tensor(group.inputE(), (long) count * width), width);
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
                zero(target, at, row);
                at += row;
            }
            int length = (block.width() - skipped) * row;
            target.put(at, source, skipped * row, length);
            at += length;
        }
        zero(target, at, end - at);
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

    private static void zero(ByteBuffer target, int start, int length) {
        for (int done = 0; done < length; done += ZEROS.capacity()) {
            target.put(start + done, ZEROS, 0, Math.min(ZEROS.capacity(), length - done));
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
        return tensor(input, dims);
    }

    private long[] dims(int rank, int height, int columns) {
        long[] dims = new long[rank];
        Arrays.fill(dims, 1);
        dims[0] = rows.size();
        dims[rank - 2] = height;
        dims[rank - 1] = columns;
        return dims;
    }

    private ByteBuffer tensor(String input, long... dims) {
        long size = Arrays.stream(dims).reduce(1, (product, dim) -> product * dim);
        ByteBuffer data = arena.slice(used, Math.toIntExact(size * Float.BYTES)).order(ByteOrder.nativeOrder());
        used += aligned(size);
        byInput.put(input, NativeTensor.of(DataType.FLOAT32, data, dims));
        return data;
    }

    /** Gives the memory back. */
    @Override
    public void close() {
        byInput.values().forEach(NativeTensor::close);
        arenas.giveBack(arena);
    }
}

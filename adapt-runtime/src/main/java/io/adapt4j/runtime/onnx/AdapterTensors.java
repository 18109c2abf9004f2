package io.adapt4j.runtime.onnx;

import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.Factors;
import io.adapt4j.runtime.onnx.edit.AdapterInjection.Group;
import io.adapt4j.runtime.onnx.edit.AdapterInjection.Member;
import io.adapt4j.runtime.onnx.ort.NativeTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An adapter's tensors in native memory, in one arena: laid out as the groups of one session want them, so that calls with
 * that session need no copy, and found target by target for batches in which rows have adapters of their own.
 */
final class AdapterTensors {
    private final TensorBlock memory;
    private final Map<Integer, Block> blocks = new HashMap<>();

    /**
     * One target's part of the arena.
     *
     * @param width rows of A and B
     * @param biased whether the first row is for the bias
     * @param a {@code [width, in]}
     * @param b {@code [width, out]}
     * @param inputGain {@code [in]}, null for ones
     * @param outputGain {@code [out]}, null for ones
     */
    record Block(
            int width,
            boolean biased,
            ByteBuffer a,
            ByteBuffer b,
            @Nullable ByteBuffer inputGain,
            @Nullable ByteBuffer outputGain) {}

    private AdapterTensors(Arenas arenas, long bytes) {
        this.memory = new TensorBlock(arenas, bytes);
    }

    /**
     * Lays out an adapter.
     *
     * @param factors what the adapter does, by module; modules of the session that are not in it are left alone
     * @throws UnsupportedFeatureException when it takes more than one buffer can hold
     */
    static AdapterTensors of(Map<String, Factors> factors, AdaptedSession session, Arenas arenas) {
        long bytes = session.groups().stream()
                .mapToLong(group -> bytes(group, factors))
                .sum();
        AdapterTensors tensors = new AdapterTensors(arenas, bytes);
        try {
            session.groups().forEach(group -> tensors.lay(group, factors, session.biases()));
            return tensors;
        } catch (RuntimeException e) {
            tensors.free();
            throw e;
        }
    }

    private static int width(Group group, Map<String, Factors> factors) {
        int rank = 0;
        for (Member member : group.members()) {
            Factors own = factors.get(member.path());
            rank = Math.max(rank, own == null ? 0 : own.rank());
        }
        return Math.max(1, rank + (group.biased() ? 1 : 0));
    }

    private static long bytes(Group group, Map<String, Factors> factors) {
        long width = width(group, factors);
        int members = group.members().size();
        long bytes = TensorBlock.bytes(members * width * group.members().get(0).in());
        bytes += group.biased() ? TensorBlock.bytes(members * width) : 0;
        for (Member member : group.members()) {
            bytes += TensorBlock.bytes(width * member.out());
            bytes += member.inputGain().isEmpty() ? 0 : TensorBlock.bytes(member.in());
            bytes += member.outputGain().isEmpty() ? 0 : TensorBlock.bytes(member.out());
        }
        return bytes;
    }

    private void lay(Group group, Map<String, Factors> factors, Map<Integer, ByteBuffer> biases) {
        int width = width(group, factors);
        int first = group.biased() ? 1 : 0;
        List<Member> members = group.members();
        int in = members.get(0).in();
        ByteBuffer a = memory.tensor(group.inputA(), (long) members.size() * width, in);
        for (int m = 0; m < members.size(); m++) {
            Member member = members.get(m);
            Factors own = factors.get(member.path());
            ByteBuffer ownA = part(a, m * width * in, width * in);
            ByteBuffer ownB = memory.tensor(member.inputB(), width, member.out());
            TensorBlock.zero(ownA, 0, ownA.capacity());
            TensorBlock.zero(ownB, 0, ownB.capacity());
            ByteBuffer bias = biases.get(member.site());
            if (own != null) {
                part(ownA, first * in, own.rank() * in).asFloatBuffer().put(own.a());
                scaled(part(ownB, first * member.out(), own.rank() * member.out()), own.b(), member.alpha());
            }
            if (bias != null) {
                gained(part(ownB, 0, member.out()), bias, own == null ? null : own.biasGain());
            }
            blocks.put(
                    member.site(),
                    new Block(
                            width,
                            group.biased(),
                            ownA,
                            ownB,
                            gain(member.inputGain(), member.in(), own == null ? null : own.inputGain()),
                            gain(member.outputGain(), member.out(), own == null ? null : own.outputGain())));
        }
        if (group.biased()) {
            TensorBlock.ones(memory.tensor(group.inputE(), (long) members.size() * width), width);
        }
    }

    private @Nullable ByteBuffer gain(String input, int size, float @Nullable [] values) {
        if (input.isEmpty()) {
            return null;
        }
        ByteBuffer gain = memory.tensor(input, size);
        if (values == null) {
            TensorBlock.ones(gain, 1);
        } else {
            gain.asFloatBuffer().put(values);
        }
        return gain;
    }

    private static void scaled(ByteBuffer target, float[] values, double factor) {
        if (factor == 1) {
            target.asFloatBuffer().put(values);
        } else {
            for (int i = 0; i < values.length; i++) {
                target.putFloat(i * Float.BYTES, (float) (factor * values[i]));
            }
        }
    }

    private static void gained(ByteBuffer target, ByteBuffer bias, float @Nullable [] gain) {
        if (gain == null) {
            target.put(0, bias, 0, bias.capacity());
        } else {
            for (int o = 0; o < gain.length; o++) {
                target.putFloat(o * Float.BYTES, gain[o] * bias.getFloat(o * Float.BYTES));
            }
        }
    }

    private static ByteBuffer part(ByteBuffer buffer, int offset, int size) {
        return buffer.slice(offset * Float.BYTES, size * Float.BYTES).order(ByteOrder.nativeOrder());
    }

    /** The tensors by the name of the session's input that takes them. */
    Map<String, NativeTensor> byInput() {
        return memory.byInput();
    }

    /** The part of a target, by its number; null where the adapter leaves it alone. */
    @Nullable
    Block block(int site) {
        return blocks.get(site);
    }

    /**
     * What the adapter does to a module, read back: equal in effect to what was laid out.
     *
     * @param alpha the factor of the module's product
     * @param bias the module's bias as the session has it; null where it has none
     */
    @Nullable
    Factors factors(int site, double alpha, @Nullable ByteBuffer bias) {
        Block block = blocks.get(site);
        if (block == null) {
            return null;
        }
        float[] a = floats(block.a());
        float[] b = floats(block.b());
        int in = a.length / block.width();
        int out = b.length / block.width();
        int first = block.biased() ? 1 : 0;
        float[] ownA = Arrays.copyOfRange(a, first * in, a.length);
        float[] ownB = Arrays.copyOfRange(b, first * out, b.length);
        for (int i = 0; alpha != 1 && i < ownB.length; i++) {
            ownB[i] = (float) (ownB[i] / alpha);
        }
        float[] biasGain = null;
        if (first == 1 && bias != null) {
            biasGain = new float[out];
            for (int o = 0; o < out; o++) {
                float plain = bias.getFloat(o * Float.BYTES);
                biasGain[o] = plain == 0 ? 1 : b[o] / plain;
            }
        }
        return new Factors(
                block.width() - first, ownA, ownB, gain(block.inputGain()), gain(block.outputGain()), biasGain);
    }

    private static float @Nullable [] gain(@Nullable ByteBuffer values) {
        return values == null ? null : floats(values);
    }

    private static float[] floats(ByteBuffer buffer) {
        float[] values = new float[buffer.capacity() / Float.BYTES];
        buffer.asFloatBuffer().get(values);
        return values;
    }

    /** The native bytes that are held. */
    int byteSize() {
        return memory.byteSize();
    }

    /** Gives the memory back; no call may use the tensors any more. */
    void free() {
        memory.free();
    }
}

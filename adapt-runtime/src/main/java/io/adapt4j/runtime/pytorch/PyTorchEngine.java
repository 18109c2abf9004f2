package io.adapt4j.runtime.pytorch;

import io.adapt4j.BaseModel;
import io.adapt4j.ModelOptions;
import io.adapt4j.spi.ModelEngine;
import io.adapt4j.spi.ModelSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Opens TorchScript archives. */
public final class PyTorchEngine implements ModelEngine {
    /** The signature of a zip entry's local header, and where its name is (PKWARE APPNOTE, 4.3.7). */
    private static final int LOCAL_HEADER = 0x04034b50;

    private static final int NAME_LENGTH = 26;
    private static final int NAME = 30;

    /** Everything in an archive lies in one folder. */
    private static final Pattern ENTRY = Pattern.compile(
            "[^/]+/(data\\.pkl|constants\\.pkl|version|byteorder|(code|data|constants|extra|\\.data)/.*|\\..*)");

    @Override
    public String name() {
        return "pytorch";
    }

    @Override
    public boolean recognises(ModelSource source) {
        ByteBuffer head = ByteBuffer.wrap(source.head(1 << 10)).order(ByteOrder.LITTLE_ENDIAN);
        if (head.remaining() <= NAME || head.getInt(0) != LOCAL_HEADER) {
            return false;
        }
        int length = Math.min(head.getShort(NAME_LENGTH) & 0xffff, head.remaining() - NAME);
        return ENTRY.matcher(new String(head.array(), NAME, length, StandardCharsets.UTF_8))
                .matches();
    }

    @Override
    public BaseModel open(ModelSource source, ModelOptions options) {
        return PyTorchBaseModel.open(source, PyTorchOptions.of(options));
    }
}

package io.adapt4j.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What another process may do. */
public final class OtherProcess {
    private OtherProcess() {}

    static final class Program {
        public static void main(String[] args) throws IOException {
            try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
                System.out.println(channel.tryLock() != null);
            }
        }
    }

    /** Whether another process could lock a file that is there. */
    public static boolean canLock(Path file) throws IOException, InterruptedException {
        Path log = file.resolveSibling(file.getFileName() + ".log");
        return ChildJvm.run(log, List.of("-XX:TieredStopAtLevel=1"), Program.class, file.toString())
                .contains("true");
    }
}

package io.adapt4j.runtime.registry.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.adapt4j.error.StorageException;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Alias;
import io.adapt4j.registry.Change;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.Registry;
import io.adapt4j.testing.registry.RegistryFixture;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A disk that becomes full at any point of a registration or a move, and has room again later. */
class FullDiskTest {
    private static final int BLOCK = 256;
    private static final int BLOCKS = 200;
    private static final Change CHANGE = new Change("ann", "a test", Instant.EPOCH);

    private static FileSystem disk() {
        return Jimfs.newFileSystem(Configuration.unix().toBuilder()
                .setBlockSize(BLOCK)
                .setMaxSize((long) BLOCK * BLOCKS)
                .build());
    }

    /** Fills the disk until so many blocks are free. */
    private static Path fill(FileSystem disk, int free) throws IOException {
        Path ballast = disk.getPath("/ballast");
        long unused = Files.getFileStore(disk.getPath("/")).getUnallocatedSpace();
        return Files.write(ballast, new byte[Math.toIntExact(unused - (long) free * BLOCK)]);
    }

    @Test
    void registerAndMove_diskFullAnywhere_failTypedLeaveTheOldAndSucceedLater() throws IOException {
        int failures = 0;
        boolean enough = false;
        for (int free = 0; !enough; free++) {
            try (FileSystem disk = disk();
                    Registry registry = FileRegistry.open(disk.getPath("/registry"))) {
                AdapterVersion old = register(registry, 1);
                Alias seen = registry.move(registry.alias("triage", "champion"), old.id(), CHANGE);
                Path ballast = fill(disk, free);
                try {
                    registry.move(seen, register(registry, 2).id(), CHANGE);
                    enough = true;
                } catch (StorageException full) {
                    failures++;
                    assertThat(full).hasMessageContaining("/registry").hasMessageContaining("out of disk space");
                    assertThat(registry.alias("triage", "champion")).isEqualTo(seen);
                    assertThat(registry.load(old.id())).isEqualTo(RegistryFixture.adapter(1));
                    assertThat(registry.versions("triage").damaged()).isEmpty();
                }
                Files.delete(ballast);
                AdapterVersion next = register(registry, 2);
                Alias now = registry.alias("triage", "champion");
                assertThat(registry.move(now, next.id(), CHANGE).required()).isEqualTo(next.id());
                assertThat(registry.load(next.id())).isEqualTo(RegistryFixture.adapter(2));
                assertThat(FileStore.entries(disk.getPath("/registry/writing"))).isEmpty();
            }
        }
        assertThat(failures).isGreaterThan(5);
    }

    @Test
    void open_fullDisk_failsTypedAndSucceedsLater() throws IOException {
        try (FileSystem disk = disk()) {
            Path ballast = fill(disk, 0);
            assertThatThrownBy(() -> FileRegistry.open(disk.getPath("/registry")))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("/registry");
            Files.delete(ballast);
            try (Registry registry = FileRegistry.open(disk.getPath("/registry"))) {
                assertThat(registry.load(register(registry, 1).id())).isEqualTo(RegistryFixture.adapter(1));
            }
        }
    }

    private static AdapterVersion register(Registry registry, long seed) {
        return registry.register("triage", RegistryFixture.adapter(seed), Registration.of(CHANGE));
    }
}

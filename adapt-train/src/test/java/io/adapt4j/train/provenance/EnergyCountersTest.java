package io.adapt4j.train.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnergyCountersTest {
    @TempDir
    private Path folder;

    private void write(String counter, long microjoules) throws IOException {
        Path entry = Files.createDirectories(folder.resolve(counter));
        Files.writeString(entry.resolve("energy_uj"), microjoules + "\n");
        Files.writeString(entry.resolve("max_energy_range_uj"), "10000000\n");
    }

    @Test
    void joules_countersThatRunOver_sumsPackagesAlone() throws IOException {
        write("intel-rapl:0", 9_000_000);
        write("intel-rapl:1", 1_000_000);
        write("intel-rapl:0:0", 0);
        EnergyCounters counters = EnergyCounters.open(folder);
        write("intel-rapl:0", 500_000);
        write("intel-rapl:1", 1_250_000);
        write("intel-rapl:0:0", 7_000_000);
        counters.sample();

        assertThat(counters.areReadable()).isTrue();
        assertThat(counters.joules()).isCloseTo(1.5 + 0.25, within(1e-9));
    }

    @Test
    void open_noCounters_areNotReadable() {
        assertThat(EnergyCounters.open(folder).areReadable()).isFalse();
        assertThat(EnergyCounters.open(folder.resolve("missing")).areReadable()).isFalse();
    }

    @Test
    void cost_rates_givePriceAndCarbonDioxide() {
        RunCost cost = new RunCost(1800, 900, 0, 3.6e6, false, new Rates(2, 0.3, "EUR", 400, 4000));

        assertThat(cost.price()).isCloseTo(1.3, within(1e-9));
        assertThat(cost.gramsCo2()).isCloseTo(400, within(1e-9));
        assertThat(cost.toJson().get("energy").getAsString()).contains("estimated");
        assertThat(cost.plus(cost).wallSeconds()).isEqualTo(3600);
    }

    @Test
    void processor_linux_givesNameAndVectorFeatures() {
        Processor processor = Processor.parse(List.of(
                "processor\t: 0",
                "model name\t: Some CPU @ 2.00GHz",
                "flags\t\t: fpu sse2 avx512f avx2 fma ht",
                "",
                "flags : amx_tile"));

        assertThat(processor).isEqualTo(new Processor("Some CPU @ 2.00GHz", List.of("avx2", "avx512f", "fma", "sse2")));
        assertThat(Processor.parse(List.of())).isEqualTo(new Processor("unknown", List.of()));
    }
}

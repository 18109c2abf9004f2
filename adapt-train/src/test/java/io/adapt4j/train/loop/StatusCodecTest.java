package io.adapt4j.train.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.adapt4j.ContentHash;
import io.adapt4j.error.DamagedRegistryException;
import io.adapt4j.registry.VersionId;
import io.adapt4j.train.loop.LoopEvent.BaseUpdate;
import io.adapt4j.train.loop.LoopEvent.DriftAlarm;
import io.adapt4j.train.loop.LoopEvent.Manual;
import io.adapt4j.train.loop.LoopEvent.NewLabels;
import io.adapt4j.train.loop.LoopEvent.Schedule;
import io.adapt4j.train.loop.LoopRun.Decision;
import io.adapt4j.train.loop.LoopRun.End;
import io.adapt4j.train.loop.LoopRun.Judged;
import io.adapt4j.train.loop.LoopRun.Outcome;
import io.adapt4j.train.loop.LoopRun.Snapshot;
import io.adapt4j.train.loop.LoopRun.Spent;
import io.adapt4j.train.loop.LoopRun.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a loop remembers, written and read. */
class StatusCodecTest {
    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00.123Z");
    private static final ContentHash HASH = ContentHash.of(new byte[] {1});
    private static final VersionId ID = new VersionId("triage", HASH);

    private static LoopRun whole(long number, Instant started) {
        return new LoopRun(
                number,
                List.of(
                        new DriftAlarm("a", "monitor", NOW),
                        new Schedule("b", "loop", NOW),
                        new NewLabels("c", "loop", NOW),
                        new BaseUpdate(HASH, "d", "ann", NOW),
                        new Manual("e", "ann", NOW)),
                started,
                Stage.RELEASING,
                "the canary",
                Optional.of(new Snapshot(3, 40, HASH, 7, Optional.of(ID))),
                Optional.of(ID),
                Optional.of(new Judged(true, List.of("PASSED: accuracy"))),
                Optional.of(new Spent(1.5, 20, 0.25)),
                Optional.of(new Decision(true, "ann", "looks good", NOW)),
                Optional.of(new End(Outcome.PROMOTED, "canary passed", NOW)));
    }

    @Test
    void read_whatWasWritten_isTheSame() {
        LoopStatus status = new LoopStatus(
                List.of(new Manual("next", "ann", NOW)),
                Optional.of(LoopRun.begin(2, List.of(), NOW)),
                List.of(whole(1, NOW)),
                "quiet hours",
                2,
                40,
                Optional.of(NOW));

        JsonObject json = StatusCodec.write(status);

        assertThat(StatusCodec.read(json, "loop/triage")).isEqualTo(status);
        assertThat(StatusCodec.read(StatusCodec.write(LoopStatus.NEW), "loop/triage"))
                .isEqualTo(LoopStatus.NEW);
        JsonObject run = json.getAsJsonArray("history").get(0).getAsJsonObject();
        assertThat(run.keySet())
                .as("what the dashboard reads")
                .contains("number", "started", "triggers", "stage", "candidate", "judged", "spent", "decision", "end");
        assertThat(run.getAsJsonObject("judged").keySet()).containsExactly("passed", "findings");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'history': 7}",
                "{'pending': [7], 'history': [], 'waiting': '', 'runs': 0, 'considered': 0}",
                "{'pending': [{'kind': 'ODD', 'reason': '', 'by': '', 'at': '2026-03-02T12:00:00Z'}], 'history': [],"
                        + " 'waiting': '', 'runs': 0, 'considered': 0}",
                "{'pending': [], 'history': [], 'waiting': '', 'runs': 0, 'considered': 0, 'scheduled': 'noon'}",
                "{'pending': [], 'current': [], 'history': [], 'waiting': '', 'runs': 0, 'considered': 0}"
            })
    void read_somethingElse_namesTheState(String text) {
        JsonObject json = JsonParser.parseString(text).getAsJsonObject();

        assertThatThrownBy(() -> StatusCodec.read(json, "loop/triage"))
                .isInstanceOf(DamagedRegistryException.class)
                .hasMessageStartingWith("The state loop/triage is not what an adaptation loop has written: ");
    }

    @Test
    void kept_manyRuns_areTheLastOnesAndThoseOfTheBudget() {
        Ledger ledger = new Ledger(Budget.unlimited().withWindow(Duration.ofDays(30)));
        List<LoopRun> history = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            history.add(whole(i, NOW.minus(Duration.ofHours(150 - i))));
        }

        assertThat(ledger.kept(history, NOW).size()).isEqualTo(150);
        assertThat(ledger.kept(history, NOW.plus(Duration.ofDays(25))).size()).isEqualTo(119);
        List<LoopRun> last = ledger.kept(history, NOW.plus(Duration.ofDays(300)));
        assertThat(last.stream().map(LoopRun::number).toList())
                .isEqualTo(LongStream.range(50, 150).boxed().toList());
    }
}

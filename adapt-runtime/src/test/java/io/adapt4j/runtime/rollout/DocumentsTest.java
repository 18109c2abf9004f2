package io.adapt4j.runtime.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.adapt4j.audit.AuditAction;
import io.adapt4j.audit.AuditEntry;
import io.adapt4j.audit.AuditLog;
import io.adapt4j.audit.FileAuditStore;
import io.adapt4j.error.DamagedRegistryException;
import io.adapt4j.error.StorageException;
import io.adapt4j.registry.State;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest extends RolloutFixture {
    private static final RolloutPlan PLAN =
            RolloutPlan.shadow(1, 3).then(0.5, 1_000).withErrorRate(0.01).withDisagreement(0.5);

    private static State state(JsonObject content) {
        return new State(RolloutDocument.KIND, NAME, 1, Optional.of(content));
    }

    private RolloutDocument afterSome() {
        Rollout rollout = start(saying("no"), PLAN);
        rollout.pause(ANN);
        submit(rollout, 3);
        rollout.advance(ANN);
        return rollout.update();
    }

    @Test
    void read_whatWriteGives_isTheDocument() {
        RolloutDocument document = afterSome();
        JsonObject json =
                JsonParser.parseString(Documents.write(document).toString()).getAsJsonObject();

        assertThat(Documents.read(state(json))).isEqualTo(document);
        assertThat(Documents.read(registry.state(RolloutDocument.KIND, NAME))).isEqualTo(document);
    }

    @Test
    void write_forReaders_saysWhatIsDerived() {
        RolloutDocument document = afterSome();
        JsonObject json = Documents.write(document);
        JsonObject disagreement = json.getAsJsonArray("evidence").get(1).getAsJsonObject();

        assertThat(json.get("id").getAsString()).isEqualTo("triage-1");
        assertThat(json.get("stage").getAsString()).isEqualTo("CANARY");
        assertThat(json.getAsJsonObject("tally").get("challenger").getAsInt())
                .isEqualTo((int) document.tally().challenger());
        assertThat(disagreement.get("hypothesis").getAsString()).contains("0.5");
        assertThat(disagreement.get("logLimit").getAsDouble()).isCloseTo(Math.log(2 / 0.05), within(1e-12));
    }

    @Test
    void read_anyFieldMissingOrOfAnotherKind_isDamagedOrWithoutMeaning() {
        RolloutDocument document = afterSome();
        JsonObject whole = Documents.write(document);
        for (String field : whole.keySet()) {
            for (JsonElement other : List.of(JsonNull.INSTANCE, JsonParser.parseString("[7]"))) {
                JsonObject damaged = whole.deepCopy();
                damaged.add(field, other);
                if (List.of("id", "answers", "tally", "evidence", "paused").contains(field) && other.isJsonNull()
                        || List.of("id", "answers", "tally", "evidence").contains(field)) {
                    assertThat(Documents.read(state(damaged)).subject()).isEqualTo(document.subject());
                } else {
                    assertThatThrownBy(() -> Documents.read(state(damaged)))
                            .as("%s %s", field, other)
                            .isInstanceOf(DamagedRegistryException.class)
                            .hasMessageContaining("rollout/triage");
                }
            }
        }
    }

    @Test
    void read_stepThatThePlanLacks_isDamaged() {
        JsonObject json = Documents.write(afterSome());
        json.addProperty("step", 7);

        assertThatThrownBy(() -> Documents.read(state(json))).isInstanceOf(DamagedRegistryException.class);
    }

    @Test
    void resume_damagedState_isATypedError() {
        registry.put(registry.state(RolloutDocument.KIND, NAME), new JsonObject());

        assertThatThrownBy(() -> rollouts(host(), "a").resume(NAME)).isInstanceOf(DamagedRegistryException.class);
    }

    @Test
    void audit_events_areOnRecordOnce(@TempDir Path folder) {
        AuditLog log = new AuditLog(new FileAuditStore(folder), Clock.systemUTC());
        AtomicInteger failures = new AtomicInteger(1);
        RolloutListener broken = (rollout, event) -> {
            throw new IllegalStateException("a listener's own failure");
        };
        RolloutListener full = (rollout, event) -> {
            if (failures.getAndDecrement() > 0) {
                throw new StorageException("the log is full");
            }
        };
        Rollouts rollouts = opened(Rollouts.on(
                host(), registry, options("a"), full.and(new RolloutAudit(log)).and(broken)));
        Rollout rollout = rollouts.start(NAME, alias(), saying("no"), PLAN, ANN);
        rollout.update();
        rollout.advance(ANN);
        rollout.advance(ANN);
        rollout.rollBack(ANN);

        List<AuditEntry> entries = new ArrayList<>();
        log.forEach(entries::add);
        assertThat(entries)
                .extracting(entry -> entry.event().action())
                .containsExactly(
                        AuditAction.ROLL_OUT,
                        AuditAction.ROLL_OUT,
                        AuditAction.ROLL_OUT,
                        AuditAction.PROMOTE,
                        AuditAction.ROLL_BACK,
                        AuditAction.ROLL_BACK);
        assertThat(entries.get(0).event().actor()).isEqualTo("ann");
        assertThat(entries.get(3).event().details())
                .containsEntry("number", "4")
                .containsEntry("stage", "PROMOTED")
                .containsKey("guard.error-rate");
    }
}

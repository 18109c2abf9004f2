package io.adapt4j.testing.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.Adapter;
import io.adapt4j.ContentHash;
import io.adapt4j.TargetModule;
import io.adapt4j.error.DamagedRegistryException;
import io.adapt4j.error.RegistryException;
import io.adapt4j.registry.AdapterVersion;
import io.adapt4j.registry.Registration;
import io.adapt4j.registry.State;
import io.adapt4j.registry.VersionId;
import io.adapt4j.registry.Versions;
import io.adapt4j.registry.bases.BaseDescription;
import io.adapt4j.registry.bases.BaseFeed;
import io.adapt4j.registry.bases.BaseRegistry;
import io.adapt4j.registry.bases.BaseUpdate;
import io.adapt4j.registry.bases.BaseVersion;
import io.adapt4j.registry.bases.Evidence;
import io.adapt4j.registry.bases.TargetGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link BaseRegistry} must do over every store. */
public abstract class BasesKit extends RegistryFixture {
    private static final int RACERS = 4;

    private final BaseRegistry bases = new BaseRegistry(registry);

    protected BasesKit(StoreUnderTest under) {
        super(under);
    }

    private static ContentHash hash(String of) {
        return ContentHash.of(bytes(of));
    }

    private static BaseDescription description(String name, ContentHash hash) {
        return new BaseDescription(
                name,
                hash,
                "onnx",
                "Apache-2.0",
                Optional.of(hash("tokenizer")),
                List.of(new TargetGroup("attention.query", 384, 384, 6), new TargetGroup("", 384, 2, 1)),
                5_000_000_000L,
                "https://example.org/" + name);
    }

    private BaseVersion base(String name) {
        return bases.register(description(name, hash(name)), at(1));
    }

    private BaseUpdate update(BaseVersion from, BaseVersion to) {
        return bases.declareSuccessor(from.hash(), to.hash(), "retrained", at(3));
    }

    @Test
    void register_thenFoundByAnother_isWhatWasRegistered() {
        BaseVersion version = base("minilm");

        BaseRegistry other = new BaseRegistry(another());
        assertThat(other.find(hash("minilm"))).contains(version);
        assertThat(other.base(hash("minilm")).description()).isEqualTo(description("minilm", hash("minilm")));
        assertThat(version.registered()).isEqualTo(at(1));
        assertThat(other.find(hash("another"))).isEmpty();
        assertThatThrownBy(() -> other.base(hash("another")))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining(hash("another").toString())
                .hasMessageContaining("minilm");
    }

    @Test
    void register_again_staysAsItWasFirstAndCannotBeSomethingElse() {
        BaseVersion version = base("minilm");

        assertThat(bases.register(version.description(), at(7))).isEqualTo(version);
        BaseDescription other = description("bge", version.hash());
        assertThatThrownBy(() -> bases.register(other, at(7)))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("minilm")
                .hasMessageContaining("bge");
        assertThat(bases.bases()).containsExactly(version);
    }

    @Test
    void bases_ofOneName_areInTheOrderOfTheirRegistration() {
        BaseVersion second = bases.register(description("minilm", hash("2")), at(5));
        BaseVersion first = bases.register(description("minilm", hash("1")), at(4));
        BaseVersion other = bases.register(description("bge", hash("3")), at(3));

        assertThat(bases.bases("minilm")).containsExactly(first, second);
        assertThat(bases.bases()).containsExactly(other, first, second);
        assertThat(bases.bases("none")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "free for all", "MIT AND", "Apache 2.0"})
    void description_licenceThatIsNoExpression_isRefused(String licence) {
        assertThatThrownBy(() ->
                        new BaseDescription("minilm", hash("1"), "onnx", licence, Optional.empty(), List.of(), 0, ""))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("SPDX")
                .hasMessageContaining("\"" + licence + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MIT", "(MIT OR Apache-2.0)", "GPL-2.0+ WITH Classpath-exception-2.0", "LicenseRef-acme"})
    void description_licenceThatIsAnExpression_isTaken(String licence) {
        assertThat(new BaseDescription("minilm", hash("1"), "onnx", licence, Optional.empty(), List.of(), 0, "")
                        .licence())
                .isEqualTo(licence);
    }

    @Test
    void targetGroups_ofModules_areCountedByRoleAndShape() {
        TargetModule query = new TargetModule("a.query", Optional.of("attention.query"), 4, 4);
        TargetModule other = new TargetModule("b.query", Optional.of("attention.query"), 4, 4);
        TargetModule wide = new TargetModule("c.query", Optional.of("attention.query"), 8, 4);
        TargetModule unknown = new TargetModule("d", Optional.empty(), 4, 4);

        assertThat(TargetGroup.of(List.of(wide, query, unknown, other)))
                .containsExactly(
                        new TargetGroup("", 4, 4, 1),
                        new TargetGroup("attention.query", 4, 4, 2),
                        new TargetGroup("attention.query", 8, 4, 1));
    }

    @Test
    void declareSuccessor_severalTimes_isNumberedAndDeclaredOnce() {
        BaseVersion old = base("old");
        BaseVersion next = base("next");
        BaseVersion small = base("small");
        BaseUpdate first = update(old, next);
        BaseUpdate second = update(old, small);

        assertThat(first)
                .isEqualTo(new BaseUpdate(1, old.hash(), next.hash(), "retrained", at(3), List.of(), Optional.empty()));
        assertThat(bases.declareSuccessor(old.hash(), next.hash(), "again", at(9)))
                .isEqualTo(first);
        assertThat(new BaseRegistry(another()).successors(old.hash())).containsExactly(first, second);
        assertThat(bases.successors(next.hash())).isEmpty();
        assertThat(bases.updatesSince(0)).containsExactly(first, second);
        assertThat(bases.updatesSince(1)).containsExactly(second);
        assertThat(bases.updatesSince(2)).isEmpty();
    }

    @Test
    void declareSuccessor_unknownOrInACircle_isRefused() {
        BaseVersion first = base("first");
        BaseVersion second = base("second");
        BaseVersion third = base("third");
        update(first, second);
        update(second, third);

        assertThatThrownBy(() -> bases.declareSuccessor(first.hash(), hash("unknown"), "", at(4)))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining(hash("unknown").toString());
        assertThatThrownBy(() -> update(third, first))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("first")
                .hasMessageContaining("third");
        assertThatThrownBy(() -> update(first, first)).isInstanceOf(RegistryException.class);
        assertThat(bases.updatesSince(0)).hasSize(2);
    }

    @Test
    void withdraw_update_isNoSuccessorAnyMoreAndCanBeDeclaredAnew() {
        BaseVersion old = base("old");
        BaseVersion next = base("next");
        BaseUpdate withdrawn = bases.withdraw(update(old, next).number(), at(5));

        assertThat(withdrawn.withdrawn()).contains(at(5));
        assertThat(bases.withdraw(1, at(6))).isEqualTo(withdrawn);
        assertThat(bases.successors(old.hash())).isEmpty();
        BaseUpdate back = update(next, old);
        assertThat(back.number()).isEqualTo(2);
        assertThat(bases.updatesSince(0)).containsExactly(withdrawn, back);
        assertThatThrownBy(() -> bases.withdraw(3, at(6)))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("3")
                .hasMessageContaining("2");
    }

    @Test
    void addEvidence_verdictBesideAVersion_isFoundWithTheUpdate() {
        BaseUpdate update = update(base("old"), base("next"));
        VersionId migrated = register(1).id();
        registry.attach(migrated, "verdict.json", bytes("{}"), at(4));

        BaseUpdate after = bases.addEvidence(update.number(), migrated, "verdict.json", "98% of the gain", at(5));
        Evidence evidence = new Evidence(migrated, "verdict.json", "98% of the gain", at(5));
        assertThat(after.evidence()).containsExactly(evidence);
        assertThat(new BaseRegistry(another()).updatesSince(0)).containsExactly(after);
        assertThatThrownBy(() -> bases.addEvidence(update.number(), migrated, "other.json", "", at(5)))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("other.json");
    }

    @Test
    void adaptersOn_base_areTheVersionsWhoseManifestsNameIt() {
        Adapter bound = adapter(1);
        ContentHash base = bound.manifest().base().orElseThrow();
        AdapterVersion first = registry.register("b", bound, Registration.of(at(1)));
        AdapterVersion second = registry.register("a", adapter(2), Registration.of(at(2)));
        Adapter elsewhere = new Adapter(
                bound.method(),
                bound.deltas(),
                bound.head(),
                bound.tokenizer(),
                bound.manifest().withBase(hash("other")));
        AdapterVersion other = registry.register("c", elsewhere, Registration.of(at(3)));

        assertThat(bases.adaptersOn(base).readable()).containsExactly(second, first);
        assertThat(bases.adaptersOn(hash("other")).readable()).containsExactly(other);
        assertThat(bases.adaptersOn(hash("none"))).isEqualTo(new Versions(List.of(), new TreeMap<>()));
        store.write(writer -> {
            writer.put(versionKey(first.id()), bytes("?"));
            return "";
        });
        assertThat(bases.adaptersOn(base).readable()).containsExactly(second);
        assertThat(bases.adaptersOn(base).damaged()).containsOnlyKeys(first.id());
    }

    @Test
    void feed_ofAReader_goesOnWhereItAcknowledged() {
        BaseVersion a = base("a");
        BaseVersion b = base("b");
        BaseVersion c = base("c");
        BaseFeed feed = new BaseFeed(bases, "loop");
        assertThat(feed.pending()).isEmpty();
        BaseUpdate first = update(a, b);
        BaseUpdate second = update(b, c);
        BaseUpdate third = update(a, c);

        assertThat(feed.pending()).containsExactly(first, second, third);
        feed.acknowledge(first);
        feed.acknowledge(first);
        bases.withdraw(second.number(), at(8));
        assertThat(new BaseFeed(new BaseRegistry(another()), "loop").pending()).containsExactly(third);
        feed.acknowledge(third);
        feed.acknowledge(first);
        assertThat(feed.pending()).isEmpty();
        assertThat(new BaseFeed(bases, "other").pending()).containsExactly(first, third);
        BaseUpdate unknown = new BaseUpdate(9, a.hash(), b.hash(), "", at(1), List.of(), Optional.empty());
        assertThatThrownBy(() -> feed.acknowledge(unknown))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("9");
        assertThatThrownBy(() -> new BaseFeed(bases, "Not A Name")).isInstanceOf(RegistryException.class);
    }

    @Test
    void read_stateOfAnotherForm_isDamaged() {
        BaseVersion version = base("minilm");
        State state = registry.state("base", version.hash().hex());
        registry.put(state, json("name", 3));

        assertThatThrownBy(() -> bases.find(version.hash()))
                .isInstanceOf(DamagedRegistryException.class)
                .hasMessageContaining(version.hash().hex());
    }

    @Test
    void declareSuccessor_manyAtOnce_losesNoneAndNumbersThemInOrder() throws Exception {
        BaseVersion old = base("old");
        List<BaseVersion> next = new ArrayList<>();
        for (int i = 0; i < 3 * RACERS; i++) {
            next.add(base("next-" + i));
        }
        CyclicBarrier together = new CyclicBarrier(RACERS);
        List<Callable<Long>> racers = new ArrayList<>();
        for (int racer = 0; racer < RACERS; racer++) {
            BaseRegistry own = new BaseRegistry(another());
            int first = racer;
            racers.add(() -> {
                long last = 0;
                for (int i = first; i < next.size(); i += RACERS) {
                    together.await();
                    last = own.declareSuccessor(old.hash(), next.get(i).hash(), "race", at(2))
                            .number();
                }
                return last;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(RACERS);
        try {
            for (Future<Long> racer : threads.invokeAll(racers)) {
                assertThat(racer.get()).isBetween(1L, (long) next.size());
            }
        } finally {
            threads.shutdownNow();
        }

        List<BaseUpdate> updates = bases.updatesSince(0);
        assertThat(updates)
                .extracting(BaseUpdate::to)
                .hasSameElementsAs(next.stream().map(BaseVersion::hash).toList());
        for (int i = 0; i < updates.size(); i++) {
            assertThat(updates.get(i).number()).isEqualTo(i + 1);
        }
    }
}

package io.adapt4j.train.migrate;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.train.gate.Finding;
import io.adapt4j.train.migrate.compare.BaseDiff;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a migration ended: with an adapter for the new base that passed the gate, or with a refusal that says why and which data would help.
 *
 * @param parent the adapter that was to be migrated, after its labels were changed where that was asked for
 * @param adapter the new one, with the verdict and this report beside it; empty for a refusal
 * @param diff what is different between the bases
 * @param attempts what became of each strategy, in the order in which they were tried
 * @param unshown labels that nothing has that was judged on, neither examples nor the old system's answers to texts: nothing is shown of them, and what
 *     learnt from texts alone may have lost them
 * @param help which data would help, as sentences; empty where there is an adapter
 */
public record Migration(
        Adapter parent,
        Optional<Adapter> adapter,
        BaseDiff diff,
        List<Attempt> attempts,
        List<String> unshown,
        List<String> help) {
    /** The name of the document with the report that the adapter has beside it. */
    public static final String DOCUMENT = "migration";

    public Migration {
        attempts = List.copyOf(attempts);
        unshown = List.copyOf(unshown);
        help = List.copyOf(help);
    }

    /** Whether there is an adapter. */
    public boolean passed() {
        return adapter.isPresent();
    }

    /** The strategy whose candidate is the adapter. */
    public Optional<String> strategy() {
        return taken().map(Attempt::strategy);
    }

    /** The attempt whose candidate is the adapter. */
    public Optional<Attempt> taken() {
        return attempts.stream()
                .filter(attempt -> attempt.status() == Attempt.Status.PASSED)
                .findFirst();
    }

    /**
     * The adapter for the new base.
     *
     * @throws IncompatibleAdapterException when the migration was refused; says why and what would help
     */
    public Adapter orThrow() {
        return adapter.orElseThrow(() -> new IncompatibleAdapterException(
                parent + " cannot be migrated to the base " + diff.newBase() + ":\n" + toMarkdown()));
    }

    /** What was tried, found and decided; the same migration gives the same text. What it took is in {@link #costs}. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("parent", parent.hash().toString());
        adapter.ifPresent(made -> json.addProperty("adapter", made.hash().toString()));
        json.addProperty("passed", passed());
        strategy().ifPresent(name -> json.addProperty("strategy", name));
        JsonArray tried = new JsonArray();
        attempts.forEach(attempt -> tried.add(attempt.toJson()));
        json.add("attempts", tried);
        json.add("unshown", strings(unshown));
        json.add("help", strings(help));
        json.add("bases", diff.toJson());
        return json;
    }

    private static JsonArray strings(List<String> all) {
        JsonArray array = new JsonArray();
        all.forEach(array::add);
        return array;
    }

    /** What each strategy that was tried took; differs from run to run. */
    public JsonObject costs() {
        JsonObject json = new JsonObject();
        attempts.forEach(attempt -> attempt.cost().ifPresent(cost -> json.add(attempt.strategy(), cost.toJson())));
        return json;
    }

    /** As a page of Markdown, for people. */
    public String toMarkdown() {
        StringBuilder page = new StringBuilder();
        page.append(strategy().map(name -> "Migrated: " + name + ".").orElse("Refused."));
        page.append("\n\n| strategy | outcome | why |\n|---|---|---|\n");
        for (Attempt attempt : attempts) {
            page.append("| ").append(attempt.strategy());
            page.append(" | ").append(attempt.status().name().toLowerCase(Locale.ROOT));
            page.append(" | ").append(why(attempt)).append(" |\n");
        }
        if (!unshown.isEmpty()) {
            page.append(
                            "\nNothing is shown of these labels, for nothing that was judged on has them; give texts or examples of them: ")
                    .append(String.join(", ", unshown))
                    .append(".\n");
        }
        if (!help.isEmpty()) {
            page.append("\nWhat would help:\n\n");
            help.forEach(sentence -> page.append("- ").append(sentence).append('\n'));
        }
        return page.append('\n').append(diff.toMarkdown()).toString();
    }

    private static String why(Attempt attempt) {
        return attempt.verdict()
                .map(verdict -> String.join(
                        "; ", verdict.findings().stream().map(Migration::line).toList()))
                .orElse(attempt.reason());
    }

    private static String line(Finding finding) {
        Double measured = finding.figures().get("measured");
        return finding.criterion() + ": "
                + finding.status().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + (measured == null ? "" : String.format(Locale.ROOT, " (%.3f)", measured));
    }
}

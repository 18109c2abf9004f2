package io.adapt4j.examples.migrate;

import static java.util.Objects.requireNonNull;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.adapt4j.BaseModel;
import io.adapt4j.ModelOptions;
import io.adapt4j.examples.Models;
import io.adapt4j.examples.fewshot.Dataset;
import io.adapt4j.examples.quickstart.Datasets;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.migrate.compare.TextBase;
import io.adapt4j.train.migrate.strategy.Alignment;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Moves adapters, trained on draws of a few examples per class, from all-MiniLM-L6-v2 to other bases, in every way that there is, and says what each
 * kept and took. Everything is measured on the official test split and nothing is chosen by it.
 */
@Command(name = "migrate", mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false)
public final class Migrate implements Callable<Integer> {
    private static final long FURTHER_SEED = 11;

    /** Where adapters can be moved to. */
    enum To {
        /** MiniLM trained further on other data. */
        SUCCESSOR,
        /** MiniLM with weights of 8 bits. */
        INT8,
        /** bge-small-en-v1.5. */
        BGE,
        /** bge-small-en-v1.5 with weights of 8 bits. */
        BGE_INT8,
        /** From a small Llama to the same, trained further. */
        LLAMA
    }

    @Option(
            names = "--data",
            split = ",",
            required = true,
            description = "Folders of Banking77 (train.csv, test.csv) and CLINC150 (data_full.json).")
    private List<Path> data = List.of();

    @Option(names = "--to", split = ",", description = "Any of ${COMPLETION-CANDIDATES}.")
    private List<To> to = List.of(To.SUCCESSOR, To.INT8, To.BGE);

    @Option(names = "--shots", description = "Labelled examples per class.")
    private int shots = 10;

    @Option(names = "--seeds", split = ",", description = "One draw for each seed.")
    private List<Long> seeds = List.of(1L);

    @Option(names = "--unlabelled", description = "Texts of the training split, without labels.")
    private int unlabelled = 4000;

    @Option(
            names = "--logged",
            description =
                    "The texts of the labelled examples are among the unlabelled ones, as where examples are labelled"
                            + " from traffic; otherwise there are others alone.")
    private boolean logged = false;

    @Option(
            names = "--judged",
            description = "Labelled rows of the training split that gates judge on and nobody learns from.")
    private int judged = 300;

    @Option(names = "--label-share", description = "Share of the labelled examples that refining learns from.")
    private double labelShare = 0.1;

    @Option(names = "--test", description = "Rows of the test split, evenly spread; 0 for all.")
    private int test = 1000;

    @Option(
            names = "--further",
            description =
                    "Folder with the data that the successor is trained on; without it, the next folder of --data,"
                            + " or the mail that comes along where there is one folder.")
    private @Nullable Path further = null;

    @Option(names = "--further-examples", description = "Examples that the successor is trained on.")
    private int furtherExamples = 600;

    @Option(
            names = "--llama",
            description = "An ONNX file of a llama2.c model, such as stories260k.onnx, with its vocabulary"
                    + " stories260k-vocab.json beside it, for LLAMA.")
    private @Nullable Path llama = null;

    @Option(names = "--brief", description = "Leaves out the projection with all labels and the automatic choice.")
    private boolean brief = false;

    @Option(names = "--choice", description = "The automatic choice and the training again alone.")
    private boolean choice = false;

    @Option(
            names = "--alignments",
            split = ",",
            description = "Compares these ways to find directions in the projection, and nothing else; any of"
                    + " ${COMPLETION-CANDIDATES}.")
    private List<Alignment> alignments = List.of();

    @Option(names = "--threads")
    private int threads = 2;

    @Option(names = "--report", description = "HTML file to write the report to.")
    private @Nullable Path report = null;

    @Option(names = "--json", description = "File to write the results to.")
    private @Nullable Path json = null;

    @Mixin
    private Training training = new Training();

    private final PrintStream out = System.out;

    private Migrate() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Migrate())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws IOException {
        List<Dataset> datasets = new ArrayList<>();
        for (Path folder : data) {
            datasets.add(Dataset.read(folder));
        }
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < datasets.size(); i++) {
            Dataset dataset = datasets.get(i);
            List<Example> other = other(datasets, i);
            List<To> fromMiniLm = to.stream().filter(move -> move != To.LLAMA).toList();
            if (!fromMiniLm.isEmpty()) {
                try (Place old = Place.open(Models.MINI_LM, threads)) {
                    run(old, dataset, other, fromMiniLm, rows);
                }
            }
            if (to.contains(To.LLAMA)) {
                try (Place old = llama(requireNonNull(llama, "--to LLAMA wants the model's file: --llama FILE"))) {
                    run(old, dataset, other, List.of(To.LLAMA), rows);
                }
            }
        }
        List<Summary> summaries = Summary.of(rows);
        out.printf("%n| %s |%n|%s%n", String.join(" | ", Summary.HEAD), "---|".repeat(Summary.HEAD.size()));
        summaries.forEach(summary -> out.println("| " + String.join(" | ", summary.cells()) + " |"));
        out.println();
        Summary.choices(summaries).forEach(out::println);
        return 0;
    }

    /** The data that a successor is trained on. */
    private List<Example> other(List<Dataset> datasets, int index) throws IOException {
        List<Example> other;
        if (further != null) {
            other = Dataset.read(further).train();
        } else if (datasets.size() > 1) {
            other = datasets.get((index + 1) % datasets.size()).train();
        } else {
            other = mail();
        }
        List<Example> shuffled = new ArrayList<>(other);
        Collections.shuffle(shuffled, new Random(FURTHER_SEED));
        return shuffled.subList(0, Math.min(furtherExamples, shuffled.size()));
    }

    private static List<Example> mail() throws IOException {
        List<Example> mail = new ArrayList<>();
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(Datasets.subjects())) {
            reader.forEach(row -> mail.add(new Example(row.getField("subject"), row.getField("label"))));
        }
        return mail;
    }

    private void run(Place old, Dataset dataset, List<Example> other, List<To> moves, List<Row> rows)
            throws IOException {
        List<Place> places = new ArrayList<>();
        try {
            for (To move : moves) {
                places.add(
                        switch (move) {
                            case SUCCESSOR, LLAMA -> Successor.of(old, training, other, FURTHER_SEED, threads);
                            case INT8 -> Place.open(Models.MINI_LM_INT8, threads);
                            case BGE -> Place.open(Models.BGE_SMALL, threads);
                            case BGE_INT8 -> Place.open(Models.BGE_SMALL_INT8, threads);
                        });
            }
            for (long seed : seeds) {
                Draw draw = Draw.of(dataset, seed, shots, unlabelled, logged, judged, test);
                Trial trial = new Trial(old, training, draw, (int)
                        Math.round(labelShare * draw.drawn().size()));
                for (Place place : places) {
                    rows.addAll(
                            alignments.isEmpty()
                                    ? trial.to(place, extent(), this::tell)
                                    : trial.to(place, alignments, this::tell));
                    write(rows);
                }
            }
        } finally {
            places.forEach(Place::close);
        }
    }

    private Trial.Extent extent() {
        if (choice) {
            return Trial.Extent.CHOICE;
        }
        return brief ? Trial.Extent.BRIEF : Trial.Extent.ALL;
    }

    private void tell(Row row) {
        out.println("seed " + row.seed() + ": "
                + String.join(", ", Summary.of(List.of(row)).get(0).cells()));
    }

    private Place llama(Path file) throws IOException {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.onnx$", "");
        return new Place(
                name,
                new TextBase(
                        BaseModel.open(
                                Files.readAllBytes(file),
                                ModelOptions.defaults().withThreads(threads)),
                        LlamaTokenizer.read(file.resolveSibling(name + "-vocab.json"))),
                Pooling.MEAN);
    }

    /** After each trial, so that what there is can be looked at, and stays where the next one fails. */
    private void write(List<Row> rows) throws IOException {
        if (json != null) {
            JsonArray all = new JsonArray();
            rows.forEach(row -> all.add(row.toJson()));
            Files.writeString(
                    json, new GsonBuilder().setPrettyPrinting().create().toJson(all));
        }
        if (report != null) {
            MigrateReport.of(
                            rows,
                            shots + " examples per class, " + seeds.size() + " draws, at most " + unlabelled
                                    + " unlabelled texts, " + threads + " threads.")
                    .write(report);
        }
    }
}

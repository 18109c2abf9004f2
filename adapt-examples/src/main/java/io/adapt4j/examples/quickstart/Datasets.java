package io.adapt4j.examples.quickstart;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.adapt4j.train.data.Example;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The mail subjects that come with the examples, split by date: training on the past, testing on what came later. */
public final class Datasets {
    /**
     * Mail of this day and later is for testing: 4,328 subjects before it, 1,639 after. Late enough that every source is
     * well represented before it; which sources send most still changes across it, as it does in life.
     */
    static final String FIRST_TEST_DAY = "2002-09-16";

    private Datasets() {}

    /** Examples to train on and to test on. */
    public record Split(List<Example> train, List<Example> test) {

        /** The examples to train on in two: every tenth, whose label others have too, is held out to watch the training. */
        Split withoutEveryTenth() {
            List<Example> kept = new ArrayList<>();
            List<Example> held = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < train.size(); i++) {
                boolean others = !seen.add(train.get(i).label());
                (i % 10 == 9 && others ? held : kept).add(train.get(i));
            }
            return new Split(kept, held);
        }
    }

    /** The mail subjects that come with the examples, as CSV with the columns date, label, group and subject. */
    public static Reader subjects() throws IOException {
        InputStream in = Datasets.class.getResourceAsStream("/spamassassin/subjects.csv");
        if (in == null) {
            throw new IOException("The class path has no spamassassin/subjects.csv");
        }
        return new InputStreamReader(in, StandardCharsets.UTF_8);
    }

    /**
     * The subjects with one of the columns as label.
     *
     * @param labelColumn {@code label} (spam or ham) or {@code group} (the source the mail came from)
     */
    public static Split mail(String labelColumn) throws IOException {
        List<Example> train = new ArrayList<>();
        List<Example> test = new ArrayList<>();
        try (Reader reader = subjects()) {
            for (NamedCsvRecord row : CsvReader.builder().ofNamedCsvRecord(reader)) {
                Example example = new Example(row.getField("subject"), row.getField(labelColumn));
                (row.getField("date").compareTo(FIRST_TEST_DAY) < 0 ? train : test).add(example);
            }
        }
        return new Split(train, test);
    }
}

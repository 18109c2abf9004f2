package io.adapt4j.examples.lifecycle;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.adapt4j.examples.quickstart.Datasets;
import io.adapt4j.train.data.Example;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A mail of the past.
 *
 * @param day when it came
 * @param subject what is classified
 * @param label spam or ham
 */
record Mail(LocalDate day, String subject, String label) {

    /** All mail of a file with columns date, subject and label, or of the one that comes along; in the order of days. */
    static List<Mail> read(@Nullable Path file) throws IOException {
        List<Mail> mail = new ArrayList<>();
        try (Reader reader = file == null ? Datasets.subjects() : Files.newBufferedReader(file)) {
            for (NamedCsvRecord row : CsvReader.builder().ofNamedCsvRecord(reader)) {
                mail.add(new Mail(
                        LocalDate.parse(row.getField("date")), row.getField("subject"), row.getField("label")));
            }
        }
        mail.sort(Comparator.comparing(Mail::day)); // stable: within a day as in the file
        return mail;
    }

    static SortedMap<LocalDate, List<Mail>> byDay(List<Mail> mail) {
        SortedMap<LocalDate, List<Mail>> days = new TreeMap<>();
        mail.forEach(
                one -> days.computeIfAbsent(one.day(), day -> new ArrayList<>()).add(one));
        return days;
    }

    /** The mail that came before a day. */
    static List<Mail> before(List<Mail> mail, LocalDate day) {
        return mail.stream().filter(one -> one.day().isBefore(day)).toList();
    }

    static List<Example> examples(List<Mail> mail) {
        return mail.stream().map(Mail::example).toList();
    }

    Example example() {
        return new Example(subject, label);
    }
}

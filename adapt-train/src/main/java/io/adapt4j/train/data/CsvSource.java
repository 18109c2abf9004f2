package io.adapt4j.train.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.adapt4j.error.InvalidDataException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Examples from a CSV file with a header; see {@link ExampleSource#csv}. */
record CsvSource(Path file, String textColumn, String labelColumn) implements ExampleSource {
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    @Override
    public List<Example> read() {
        if (!Files.isRegularFile(file)) {
            throw new InvalidDataException("There is no CSV file at " + file.toAbsolutePath());
        }
        List<Example> examples = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(file);
                CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(withoutByteOrderMark(reader))) {
            for (NamedCsvRecord row : rows) {
                examples.add(new Example(field(row, textColumn), field(row, labelColumn)));
            }
        } catch (CsvParseException | UncheckedIOException | IOException e) {
            throw new InvalidDataException(
                    "Malformed CSV in " + file.toAbsolutePath() + " after " + examples.size() + " good rows: "
                            + e.getMessage(),
                    e);
        }
        return examples;
    }

    private static BufferedReader withoutByteOrderMark(BufferedReader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
        return reader;
    }

    private String field(NamedCsvRecord row, String column) {
        if (!row.getHeader().contains(column)) {
            throw new InvalidDataException("Unknown column \"" + column + "\" in " + file.toAbsolutePath()
                    + "; its header has " + row.getHeader());
        }
        return row.findField(column)
                .orElseThrow(() -> new InvalidDataException("Malformed CSV in " + file.toAbsolutePath() + ": line "
                        + row.getStartingLineNumber() + " has " + row.getFieldCount() + " fields, expected "
                        + row.getHeader().size()));
    }
}

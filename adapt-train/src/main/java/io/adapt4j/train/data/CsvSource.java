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
import java.util.function.Function;

/** Examples from a CSV file with a header; see {@link ExampleSource#csv}. */
record CsvSource<E>(Path file, Function<CsvRow, E> example) implements ExampleSource<E> {
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    @Override
    public List<E> read() {
        if (!Files.isRegularFile(file)) {
            throw new InvalidDataException("There is no CSV file at " + file.toAbsolutePath());
        }
        List<E> examples = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(file);
                CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(withoutByteOrderMark(reader))) {
            for (NamedCsvRecord row : rows) {
                examples.add(example.apply(new Row(row)));
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

    /** A row that tells where it is when it cannot be read. */
    private final class Row implements CsvRow {
        private final NamedCsvRecord row;

        Row(NamedCsvRecord row) {
            this.row = row;
        }

        @Override
        public String text(String column) {
            return field(row, column);
        }

        @Override
        public double number(String column) {
            String text = field(row, column);
            try {
                double value = Double.parseDouble(text.strip());
                if (Double.isFinite(value)) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw new InvalidDataException("The column \"" + column + "\" of line " + row.getStartingLineNumber()
                    + " in " + file.toAbsolutePath() + " should be a finite number, but is \"" + text + "\"");
        }
    }
}

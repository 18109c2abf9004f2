package io.adapt4j.train.data;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.adapt4j.error.InvalidDataException;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The rows of a CSV file with a header. */
final class CsvRows implements RowReader {
    private final CloseableIterator<NamedCsvRecord> records;
    private long line;

    CsvRows(Path file) throws IOException {
        this.records =
                CsvReader.builder().ofNamedCsvRecord(TextLines.open(file)).iterator();
    }

    @Override
    public @Nullable Row next() {
        if (!records.hasNext()) {
            return null;
        }
        NamedCsvRecord next = records.next();
        line = next.getStartingLineNumber();
        return new Cells(next.getHeader(), column -> field(next, column));
    }

    private static String field(NamedCsvRecord row, String column) {
        return row.findField(column)
                .orElseThrow(() -> new InvalidDataException("it has " + row.getFieldCount() + " fields, expected "
                        + row.getHeader().size()));
    }

    @Override
    public String place() {
        return "line " + line;
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}

package io.adapt4j.train.data;

import io.adapt4j.error.InvalidDataException;
import java.time.temporal.TemporalAccessor;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A row of values of any type.
 *
 * @param columns the names of its columns
 * @param value what is in a column; asked only for columns that there are
 */
record Cells(Collection<String> columns, Function<String, @Nullable Object> value) implements Row {

    @Override
    public String text(String column) {
        return text(column, cell(column));
    }

    @Override
    public List<String> texts(String column) {
        return cell(column) instanceof Collection<?> list
                ? list.stream().map(part -> text(column, part)).toList()
                : List.of(text(column));
    }

    @Override
    public double number(String column) {
        Object cell = cell(column);
        double number = Double.NaN;
        try {
            number = Double.parseDouble(String.valueOf(cell).strip());
        } catch (NumberFormatException e) {
            // said below
        }
        if (!Double.isFinite(number)) {
            throw new InvalidDataException(
                    "the column \"" + column + "\" should be a finite number, but is \"" + cell + "\"");
        }
        return number;
    }

    private Object cell(String column) {
        if (!columns.contains(column)) {
            throw new InvalidDataException("unknown column \"" + column + "\"; there are " + columns);
        }
        Object cell = value.apply(column);
        if (cell == null) {
            throw new InvalidDataException("there is nothing in the column \"" + column + "\"");
        }
        return cell;
    }

    private static String text(String column, @Nullable Object value) {
        if (value instanceof CharSequence
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof TemporalAccessor
                || value instanceof Date
                || value instanceof UUID) {
            return value.toString();
        }
        throw new InvalidDataException("the column \"" + column + "\" should be a text, but holds "
                + (value == null ? "null" : "a " + value.getClass().getSimpleName()));
    }
}

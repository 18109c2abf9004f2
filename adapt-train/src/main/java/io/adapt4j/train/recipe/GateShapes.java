package io.adapt4j.train.recipe;

import io.adapt4j.train.gate.Criteria;
import io.adapt4j.train.gate.Criterion;
import io.adapt4j.train.gate.EachSlice;
import io.adapt4j.train.gate.Gate;
import io.adapt4j.train.gate.Slicing;
import io.adapt4j.train.recipe.document.Field;
import io.adapt4j.train.recipe.document.Many;
import io.adapt4j.train.recipe.document.ObjectShape;
import io.adapt4j.train.recipe.document.Range;
import io.adapt4j.train.recipe.document.Scalars;
import io.adapt4j.train.recipe.document.Shape;
import io.adapt4j.train.recipe.document.Variants;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * The gate of a recipe. A criterion is written as its record: {@code kind}, its name in {@link Criteria}, and a field for each
 * component. Criteria on slices are not cut into slices again.
 */
final class GateShapes {
    /** What components are when they are left out, as the criteria's own factories have it. */
    private static final Map<String, Object> DEFAULTS =
            Map.of("confidence", 0.0, "tolerance", 0.0, "share", 1.0, "bins", 15, "minimumRows", 1);

    private static final Map<String, String> ABOUT = Map.ofEntries(
            Map.entry("metric", "The metric, such as accuracy"),
            Map.entry("value", "What it must reach"),
            Map.entry("confidence", "0 to compare the metrics themselves; else the confidence of their interval"),
            Map.entry("margin", "By how much it may be worse than the champion's"),
            Map.entry("level", "Below which the p-value must be"),
            Map.entry("slicing", "How the data are cut"),
            Map.entry("minimumRows", "Slices with fewer rows are not judged"),
            Map.entry("criterion", "What must hold on each slice"),
            Map.entry("tolerance", "How far answers may be apart; 0 for labels"),
            Map.entry("share", "The share for which it must hold"),
            Map.entry("bins", "Bins of probabilities"),
            Map.entry("percentile", "Of the calls that must be as fast"),
            Map.entry("calls", "How many are measured"),
            Map.entry("key", "The column that has the key"),
            Map.entry("bounds", "Lengths in characters at which another slice begins"),
            Map.entry("pattern", "A regular expression that is found in the texts of the slice"));

    private static final Shape<Slicing> SLICINGS = kinds(Slicing.class, Slicing.class);
    private static final Shape<Criterion> PLAIN = kinds(Criterion.class, EachSlice.class);
    private static final Shape<Criterion> CRITERIA = kinds(Criterion.class, Slicing.class);

    private static final Field<List<Criterion>> CRITERIA_FIELD =
            Field.required("criteria", Many.list(CRITERIA), "What the adapter must show");
    private static final Field<Long> SEED =
            Field.of("seed", Scalars.whole(Long.MIN_VALUE, Long.MAX_VALUE), 42L, "The seed of the bootstrap's draws");

    static final ObjectShape<Gate> SHAPE = ObjectShape.<Gate>of("What the adapter must show after training")
            .with(CRITERIA_FIELD, Gate::criteria)
            .with(SEED, Gate::seed)
            .make(values -> new Gate(values.get(CRITERIA_FIELD), values.get(SEED)));

    private GateShapes() {}

    /** The records of {@link Criteria} that are of a type, but for one. */
    private static <T> Shape<T> kinds(Class<T> type, Class<?> without) {
        List<Variants.Variant<? extends T>> variants = new ArrayList<>();
        Criteria.kinds().forEach((name, record) -> {
            if (type.isAssignableFrom(record) && record != without) {
                variants.add(variant(name, record.asSubclass(type)));
            }
        });
        return new Variants<>("kind", variants);
    }

    private static <T> Variants.Variant<T> variant(String name, Class<T> record) {
        return new Variants.Variant<>(name, record, record(record));
    }

    private static <T> ObjectShape<T> record(Class<T> type) {
        ObjectShape.Builder<T> shape = ObjectShape.of("The criterion's record " + type.getSimpleName());
        List<Field<Object>> fields = new ArrayList<>();
        List<Class<?>> types = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Field<Object> field = field(component);
            shape.with(field, value -> call(() -> component.getAccessor().invoke(value)));
            fields.add(field);
            types.add(component.getType());
        }
        return shape.make(values -> call(() -> type.getDeclaredConstructor(types.toArray(Class<?>[]::new))
                .newInstance(fields.stream().map(values::get).toArray())));
    }

    private static Field<Object> field(RecordComponent component) {
        String name = component.getName();
        @SuppressWarnings("unchecked") // a shape of the component's type, whose values are read and written as objects
        Shape<Object> shape = (Shape<Object>) shape(component.getGenericType());
        String about = ABOUT.getOrDefault(name, name);
        Object otherwise = DEFAULTS.get(name);
        return otherwise == null ? Field.required(name, shape, about) : Field.of(name, shape, otherwise, about);
    }

    private static Shape<?> shape(Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return Many.list(shape(list.getActualTypeArguments()[0]));
        }
        if (type == String.class) {
            return Scalars.text();
        }
        if (type == double.class) {
            return Scalars.number(Range.FINITE);
        }
        if (type == int.class || type == Integer.class) {
            return Scalars.integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type == long.class) {
            return Scalars.whole(Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (type == Criterion.class) {
            return PLAIN;
        }
        if (type == Slicing.class) {
            return SLICINGS;
        }
        if (type instanceof Class<?> record && record.isRecord()) {
            return record(record);
        }
        throw new IllegalStateException("A criterion has a component of " + type + ", which recipes cannot hold");
    }

    /** Calls a record; what it says against its components is thrown as it is. */
    private static <T> T call(Callable<T> reflection) {
        try {
            return reflection.call();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException(e);
        } catch (Exception e) {
            throw new IllegalStateException("Cannot use the record; is it public? " + e, e);
        }
    }
}

package io.adapt4j.train.recipe.document;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Makes shapes of records: a field for each component, of its name and type. Which values are in range is for the record to say when
 * it is made.
 *
 * @param others the shapes of types that are no texts, numbers, truth values, lists or records
 * @param about what components are, by name; one that is not there is described by its name
 * @param defaults what components are when they are left out, by name; one that is not there is required
 */
public record RecordShape(Map<Class<?>, Shape<?>> others, Map<String, String> about, Map<String, Object> defaults) {

    /** The shape of a record's type whose components are, when they are left out, those of that record. */
    public static <T> ObjectShape<T> like(T usual, String about) {
        Map<String, Object> defaults = new HashMap<>();
        for (RecordComponent component : usual.getClass().getRecordComponents()) {
            defaults.put(component.getName(), value(component, usual));
        }
        @SuppressWarnings("unchecked") // the class of the value
        Class<T> type = (Class<T>) usual.getClass();
        return new RecordShape(Map.of(), Map.of(), defaults).of(type, about);
    }

    /** The shape of a type, which must be a public record. */
    public <T> ObjectShape<T> of(Class<T> type, String whole) {
        ObjectShape.Builder<T> shape = ObjectShape.of(whole);
        List<Field<Object>> fields = new ArrayList<>();
        List<Class<?>> types = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Field<Object> field = field(component);
            shape.with(field, record -> value(component, record));
            fields.add(field);
            types.add(component.getType());
        }
        return shape.make(values -> call(() -> type.getDeclaredConstructor(types.toArray(Class<?>[]::new))
                .newInstance(fields.stream().map(values::get).toArray())));
    }

    private Field<Object> field(RecordComponent component) {
        String name = component.getName();
        @SuppressWarnings("unchecked") // a shape of the component's type, whose values are read and written as objects
        Shape<Object> shape = (Shape<Object>) shape(component.getGenericType());
        String what = about.getOrDefault(name, name);
        Object otherwise = defaults.get(name);
        return otherwise == null ? Field.required(name, shape, what) : Field.of(name, shape, otherwise, what);
    }

    private Shape<?> shape(Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return Many.list(shape(list.getActualTypeArguments()[0]));
        }
        if (type == String.class) {
            return Scalars.text();
        }
        if (type == double.class) {
            return Scalars.number(Range.FINITE);
        }
        if (type == boolean.class) {
            return Scalars.truth();
        }
        if (type == int.class || type == Integer.class) {
            return Scalars.integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type == long.class) {
            return Scalars.whole(Long.MIN_VALUE, Long.MAX_VALUE);
        }
        Shape<?> known = type instanceof Class<?> other ? others.get(other) : null;
        if (known != null) {
            return known;
        }
        if (type instanceof Class<?> record && record.isRecord()) {
            return of(record, record.getSimpleName());
        }
        throw new IllegalStateException("A record has a component of " + type + ", which recipes cannot hold");
    }

    private static Object value(RecordComponent component, Object record) {
        return call(() -> component.getAccessor().invoke(record));
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

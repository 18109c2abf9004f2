package io.adapt4j.testing.registry;

import io.adapt4j.registry.RegistryStore;

/** Opens the same store in any process; has a constructor without parameters. */
public interface StoreOpener {
    /**
     * Opens a store.
     *
     * @param place where it is, such as a directory or an address
     */
    RegistryStore open(String place);

    /** Opens a store by the name of an opener, which is how another process is told of it. */
    static RegistryStore open(String opener, String place) throws ReflectiveOperationException {
        var constructor = Class.forName(opener).getDeclaredConstructor();
        constructor.setAccessible(true);
        return ((StoreOpener) constructor.newInstance()).open(place);
    }
}

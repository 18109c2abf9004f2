package io.adapt4j.testing.registry;

/** A store that other processes can open too. */
public interface SharedStoreUnderTest extends StoreUnderTest {
    /** What another process opens it with. */
    Class<? extends StoreOpener> opener();

    /** What that is told. */
    String place();
}

package io.adapt4j.runtime.kit;

import io.adapt4j.AdaptedModel;
import io.adapt4j.BaseModel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A base whose calls first do what a test wants: wait, or fail. */
final class GatedBase {
    /** What is done before each call. */
    interface Gate {
        void pass() throws Throwable;
    }

    volatile Gate gate = () -> {};
    private final AdaptedModel adapted;
    private final BaseModel base;

    GatedBase(BaseModel real) {
        AdaptedModel model = real.adapted();
        this.adapted = proxy(AdaptedModel.class, (name, call) -> {
            if (name.startsWith("run")) {
                gate.pass();
            }
            return call.on(model);
        });
        this.base = proxy(BaseModel.class, (name, call) -> name.equals("adapted") ? adapted : call.on(real));
    }

    BaseModel base() {
        return base;
    }

    private interface Call {
        Object on(Object target) throws Throwable;
    }

    private interface Handler {
        Object handle(String method, Call call) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Handler handler) {
        Object proxy = Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> switch (method.getName()) {
                    case "equals" -> self == arguments[0];
                    case "hashCode" -> System.identityHashCode(self);
                    default ->
                        handler.handle(method.getName(), target -> {
                            try {
                                return method.invoke(target, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
                });
        return type.cast(proxy);
    }
}

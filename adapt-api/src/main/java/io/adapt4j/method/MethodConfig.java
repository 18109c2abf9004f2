package io.adapt4j.method;

import io.adapt4j.TargetModule;
import io.adapt4j.method.dora.Dora;
import io.adapt4j.method.ia3.Ia3;
import io.adapt4j.method.loha.Loha;
import io.adapt4j.method.lokr.Lokr;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.method.vera.Vera;
import java.util.List;

/**
 * How an adapter's deltas are parametrised, and on which modules. One implementation per method; the name is the one
 * PEFT uses for it.
 */
public sealed interface MethodConfig permits Lora, Dora, Ia3, Loha, Lokr, Vera {

    /** PEFT's {@code peft_type}: {@code LORA}. */
    String peftType();

    /** What the method applies to. */
    Targets targets();

    /** The same configuration with other targets. */
    MethodConfig withTargets(Targets targets);

    /**
     * The modules of a base that this configuration applies to, in the base's order.
     *
     * @throws io.adapt4j.error.IncompatibleAdapterException when a target selects nothing; the message lists the choices
     */
    default List<TargetModule> select(List<TargetModule> modules) {
        return targets().select(modules);
    }
}

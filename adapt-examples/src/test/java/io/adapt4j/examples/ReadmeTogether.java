package io.adapt4j.examples;

import io.adapt4j.BaseModel;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.train.JointResult;
import io.adapt4j.train.Tenant;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TextClassification;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The README's sample of training for many tenants. */
final class ReadmeTogether {
    private ReadmeTogether() {}

    static Map<String, RuntimeException> run(
            BaseModel base,
            TextClassification task,
            ExampleSource<Example> acmeMail,
            ExampleSource<Example> globexMail,
            ExampleSource<Example> heldOut,
            Path adapters) {
        // begin
        JointResult result = Trainer.on(base)
                .method(Lora.rank(8).targets("attention.query", "attention.value"))
                .batchSize(4)
                .together(List.of(
                        Tenant.of("acme", task, acmeMail), // labels may differ from tenant to tenant
                        Tenant.of("globex", task, globexMail).evaluateOn(heldOut)));
        result.results().forEach((tenant, trained) -> trained.adapter().save(adapters.resolve(tenant)));
        return result.failures(); // the others have their adapters
        // end
    }
}

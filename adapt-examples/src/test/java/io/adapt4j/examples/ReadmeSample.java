package io.adapt4j.examples;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.task.Classification;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TextClassification;
import java.nio.file.Path;

/** The first sample of the README, word for word. */
final class ReadmeSample {
    private ReadmeSample() {}

    static Classification run(Path model, Path tokenizer, Path mail, Path adapters) {
        // begin
        try (BaseModel base = BaseModel.open(model)) { // any ONNX model
            Adapter triage = Trainer.on(base)
                    .method(Lora.rank(8).targets("attention.query", "attention.value"))
                    .task(TextClassification.labels("spam", "ham").tokenizer(tokenizer))
                    .train(ExampleSource.csv(mail, "subject", "label"))
                    .adapter();
            triage.save(adapters.resolve("triage")); // a PEFT directory with a manifest

            try (AdapterHost host = AdapterHost.on(base)) {
                host.deploy("triage", triage);
                Classification answer = host.classify("triage", "You have won a prize");
                host.deploy("triage", Adapter.load(adapters.resolve("triage"))); // hot swap under traffic
                return answer;
            }
        }
        // end
    }
}

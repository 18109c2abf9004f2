package io.adapt4j.examples.fewshot;

/** A way of learning from a few examples. */
enum Way {
    /** Softmax regression on the vectors of the untouched base. */
    PROBE("linear probe"),
    /** LoRA and a linear head, trained together with the cross-entropy. */
    FINE_TUNING("fine-tuning"),
    /** LoRA trained by contrast with one learnt vector for each label, which are its head. */
    CONTRAST("contrast");

    private final String title;

    Way(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}

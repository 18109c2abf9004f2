package io.adapt4j.examples.lifecycle;

import io.adapt4j.Adapter;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.task.Classification;
import java.time.LocalDate;
import java.util.List;
import java.util.function.BiPredicate;

/** Keeping an adapter by the calendar: it is trained anew on all labelled mail whenever a rule says so. */
final class Keeping {
    private static final String MAIL = "mail";

    private final MailTraining training;
    private final List<Mail> all;
    private final int labelDelay;

    Keeping(MailTraining training, List<Mail> all, int labelDelay) {
        this.training = training;
        this.all = all;
        this.labelDelay = labelDelay;
    }

    /**
     * Serves the live mail.
     *
     * @param first the adapter of the first day
     * @param renew whether there is a training on a day, given the last day with mail before it
     */
    Timeline serve(String name, Adapter first, List<Mail> live, BiPredicate<LocalDate, LocalDate> renew) {
        Timeline timeline = new Timeline(name);
        ProcessorTime time = new ProcessorTime();
        LocalDate before = live.get(0).day();
        try (AdapterHost host = AdapterHost.on(training.base())) {
            host.deploy(MAIL, first);
            for (var day : Mail.byDay(live).entrySet()) {
                if (renew.test(day.getKey(), before)) {
                    List<Mail> labelled = Mail.before(all, day.getKey().minusDays(labelDelay));
                    host.deploy(MAIL, time.of(() -> training.adapter(labelled)));
                    timeline.trained();
                    timeline.took(time.seconds());
                    timeline.happened(day.getKey(), "trained on " + labelled.size() + " mails");
                }
                timeline.answered(day.getKey(), day.getValue().size(), right(host, day.getValue()));
                before = day.getKey();
            }
        }
        return timeline;
    }

    private static int right(AdapterHost host, List<Mail> mail) {
        List<Classification> answers =
                host.classify(MAIL, mail.stream().map(Mail::subject).toList());
        int right = 0;
        for (int i = 0; i < mail.size(); i++) {
            right += answers.get(i).label().equals(mail.get(i).label()) ? 1 : 0;
        }
        return right;
    }
}

package io.adapt4j.train.data.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.InvalidDataException;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetectorTest {
    private static final Redaction ALL = new Redaction(List.of(Detector.EMAIL, Detector.IBAN, Detector.PHONE));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "write to ada.lovelace+x@mail.example.co.uk, please | write to [EMAIL], please",
                "<j\u00fcrgen@m\u00fcller-bank.de>                  | <[EMAIL]>",
                "pay DE89 3704 0044 0532 0130 00 today              | pay [IBAN] today",
                "pay gb82west12345698765432.                        | pay [IBAN].",
                "NO9386011117947 and FR1420041010050500013M02606    | [IBAN] and [IBAN]",
                "call +49 (30) 1234-5678 now                        | call [PHONE] now",
                "call 0171 1234567 or 030/12345678                  | call [PHONE] or [PHONE]",
                "call (212) 555-0142 or 212-555-0142                | call [PHONE] or [PHONE]",
                "00442079460958                                     | [PHONE]",
            })
    void apply_personalData_isReplaced(String text, String redacted) {
        assertThat(ALL.apply(text)).isEqualTo(redacted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "meet me @ noon",
                "a@b",
                "GB82 WEST 1234 5698 7654 33",
                "order 12345678 of 2026-01-02",
                "on 01-02-2026 at 10:30",
                "it costs 1,234,567.89",
                "version 1.2.3.4",
                ""
            })
    void apply_otherText_staysAsItIs(String text) {
        assertThat(ALL.apply(text)).isEqualTo(text);
    }

    @Test
    void isValid_iban_isRemainderOne() {
        for (String iban : List.of("DE89370400440532013000", "GB82WEST12345698765432", "DE89370400440532013001")) {
            StringBuilder digits = new StringBuilder();
            (iban.substring(4) + iban.substring(0, 4))
                    .chars()
                    .forEach(c -> digits.append(Character.getNumericValue(c)));
            boolean valid = new BigInteger(digits.toString())
                    .mod(BigInteger.valueOf(97))
                    .equals(BigInteger.ONE);
            assertThat(Ibans.isValid(iban)).as(iban).isEqualTo(valid);
        }
    }

    @Test
    void masks_overlaps_goToTheFirstDetector() {
        Redaction redaction =
                new Redaction(List.of(Detector.regex("ORDER", "K-\\d+"), Detector.regex("ANY", "\\d{2,}")));

        assertThat(redaction.apply("K-123 and 456")).isEqualTo("[ORDER] and [ANY]");
    }

    @Test
    void regex_patternThatBacktracksForever_takesLinearTime() {
        // java.util.regex would need 2^50000 steps for this one; the test ends.
        assertThat(new Redaction(List.of(Detector.regex("A", "(a+)+b"))).apply("a".repeat(50_000)))
                .hasSize(50_000);
    }

    @Test
    void regex_notOne_isRefused() {
        for (String pattern : List.of("(", "(a)\\1", "(?=a)", "a*")) {
            assertThatThrownBy(() -> Detector.regex("X", pattern))
                    .as(pattern)
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining("detector X");
        }
    }
}

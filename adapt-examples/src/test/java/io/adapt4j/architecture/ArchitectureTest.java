package io.adapt4j.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.adapt4j.error.AdaptException;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.adapt4j");

    private static final DescribedPredicate<JavaClass> LIBRARY = JavaClass.Predicates.resideInAPackage("io.adapt4j..")
            .and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage("io.adapt4j.examples..")));

    @Test
    void modules_dependOneWay() {
        noClasses()
                .that()
                .resideInAnyPackage("io.adapt4j.runtime..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.adapt4j.train..", "io.adapt4j.examples..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage("io.adapt4j.train..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.adapt4j.examples..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.adapt4j",
                        "io.adapt4j.audit..",
                        "io.adapt4j.error..",
                        "io.adapt4j.format..",
                        "io.adapt4j.method..",
                        "io.adapt4j.registry..",
                        "io.adapt4j.spi..",
                        "io.adapt4j.task..",
                        "io.adapt4j.tensor..",
                        "io.adapt4j.trust..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.adapt4j.runtime..", "io.adapt4j.train..", "io.adapt4j.examples..")
                .check(CLASSES);
    }

    @Test
    void nativeRuntimeAndFileFormat_areKnownInOnePackageEach() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.adapt4j.runtime.onnx.ort..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime..")
                .check(CLASSES);
        noClasses()
                .that(LIBRARY)
                .and()
                .resideOutsideOfPackage("io.adapt4j.runtime.pytorch.libtorch..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl.pytorch..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.adapt4j.runtime.onnx.proto..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.onnx.proto..", "com.google.protobuf..")
                .check(CLASSES);
    }

    @Test
    void runtimeAndTrain_packagesHaveNoCycles() {
        slices().matching("io.adapt4j.runtime.onnx.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
        slices().matching("io.adapt4j.runtime.pytorch.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
        slices().matching("io.adapt4j.runtime.(engine|onnx|pytorch)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
        slices().matching("io.adapt4j.runtime.drift.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
        slices().matching("io.adapt4j.train.(data|evaluate|gate|metric|optim|task|testing)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void library_printsNothingAndLogsThroughSlf4j() {
        JavaClasses library = CLASSES.that(LIBRARY);
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(library);
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(library);
    }

    @Test
    void packages_allAreNullMarked() {
        classes()
                .that()
                .haveSimpleName("package-info")
                .should()
                .beAnnotatedWith(NullMarked.class)
                .check(CLASSES);
        classes()
                .that(LIBRARY)
                .should(new com.tngtech.archunit.lang.ArchCondition<>("be in a package with a package-info") {
                    @Override
                    public void check(JavaClass item, com.tngtech.archunit.lang.ConditionEvents events) {
                        boolean marked = item.getPackage().tryGetPackageInfo().isPresent();
                        if (!marked) {
                            events.add(com.tngtech.archunit.lang.SimpleConditionEvent.violated(
                                    item, item.getPackageName() + " has no package-info"));
                        }
                    }
                })
                .check(CLASSES);
    }

    @Test
    void errors_areTypedAndFinal() {
        classes()
                .that()
                .areAssignableTo(AdaptException.class)
                .and()
                .doNotBelongToAnyOf(AdaptException.class)
                .should()
                .resideInAPackage("io.adapt4j.error")
                .andShould()
                .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
                .check(CLASSES);
    }
}

package io.adapt4j.runtime.pytorch.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.pytorch.archive.TestArchive;
import io.adapt4j.runtime.pytorch.archive.TestPickle;
import io.adapt4j.runtime.pytorch.archive.TorchArchive;
import io.adapt4j.spi.ModelSource;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

/** Small sources, and what they become. */
class InjectionTest {
    private static final String LINEAR = """
            class Linear(Module):
              __parameters__ = ["weight", "bias", ]
              __buffers__ = []
              weight : Tensor
              bias : Tensor
              def forward(self: __torch__.Linear,
                input: Tensor) -> Tensor:
                weight = self.weight
                bias = self.bias
                return torch.linear(input, weight, bias)
            """;

    private static final String INJECTED_LINEAR = """
            class Linear(Module):
              __parameters__ = ["weight", "bias", ]
              __buffers__ = []
              weight : Tensor
              bias : Tensor
              def forward(self: __torch__.Linear, adapt4j_t: Dict[str, Tensor], adapt4j_p: str,
                input: Tensor) -> Tensor:
                weight = __torch__.adapt4j.parameter(adapt4j_t, adapt4j_p, ".weight", self.weight)
                bias = __torch__.adapt4j.parameter(adapt4j_t, adapt4j_p, ".bias", self.bias)
                return __torch__.adapt4j.linear(adapt4j_t, adapt4j_p, input, weight, bias)
            """;

    private static TestArchive archive(String source, TestPickle root) {
        return TestArchive.of(source, root).with("data/0", 1, 2, 3, 4).with("data/1", 5, 6);
    }

    private static TestPickle linear(TestPickle pickle, String name) {
        return pickle.module(name, "__torch__.Linear")
                .tensor("weight", "0", 2, 2)
                .tensor("bias", "1", 2)
                .end();
    }

    private static TestPickle net() {
        return new TestPickle().module("__torch__.Net");
    }

    private static String injected(TestArchive archive) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TorchProgram.read(archive.source()).writeInjected(out);
        return TorchArchive.read(ModelSource.of(out.toByteArray())).sources().get("code/__torch__.py");
    }

    @Test
    void instancesOfOneClass_areToldApartByTheirPath() {
        String source = """
                class Net(Module):
                  a : __torch__.Linear
                  __annotations__["0"] = __torch__.Linear
                  def forward(s: __torch__.Net,
                    x: Tensor,
                    k: int=3) -> Tensor:
                    a = s.a
                    _0 = getattr(s, "0")
                    return (_0).forward((a).forward(x, ), )
                """ + LINEAR;
        TestPickle root = linear(linear(net(), "a"), "0").end();
        assertThat(injected(archive(source, root))).isEqualTo("""
                        class Net(Module):
                          a : __torch__.Linear
                          __annotations__["0"] = __torch__.Linear
                          def forward(s: __torch__.Net,
                            x: Tensor,
                            adapt4j_t: Dict[str, Tensor],
                            k: int=3) -> Tensor:
                            a = s.a
                            _0 = getattr(s, "0")
                            return (_0).forward(adapt4j_t, "0", (a).forward(adapt4j_t, "a", x, ), )
                        """ + INJECTED_LINEAR);
        assertThat(TorchProgram.read(archive(source, root).source()).targets())
                .extracting(target -> target.module().path())
                .containsExactly("a", "0");
    }

    @Test
    void functionThatIsHandedWeights_isToldWhoseTheyAre() {
        String source = """
                class Net(Module):
                  __parameters__ = ["w", ]
                  w : Tensor
                  def forward(self: __torch__.Net,
                    x: Tensor) -> Tensor:
                    _0 = __torch__.project
                    w = self.w
                    y = _0(x, torch.t(w), )
                    return _0(y, x, )
                def project(x: Tensor,
                    w: Tensor) -> Tensor:
                  return torch.matmul(x, w)
                """;
        assertThat(injected(archive(source, net().tensor("w", "0", 2, 2).end())))
                .isEqualTo("""
                        class Net(Module):
                          __parameters__ = ["w", ]
                          w : Tensor
                          def forward(self: __torch__.Net,
                            x: Tensor,
                            adapt4j_t: Dict[str, Tensor]) -> Tensor:
                            _0 = __torch__.project
                            w = __torch__.adapt4j.parameter(adapt4j_t, "", "w", self.w)
                            y = _0(adapt4j_t, "w", x, torch.t(w), )
                            return _0(adapt4j_t, "?", y, x, )
                        def project(adapt4j_t: Dict[str, Tensor], adapt4j_k1: str, x: Tensor,
                            w: Tensor) -> Tensor:
                          return __torch__.adapt4j.matmul(adapt4j_t, adapt4j_k1, x, w)
                        """);
    }

    @Test
    void methodsThatForwardDoesNotReach_passNothing() {
        String source = """
                class Net(Module):
                  a : __torch__.Linear
                  def forward(self: __torch__.Net,
                    x: Tensor) -> Tensor:
                    return (self.a).forward(x, )
                  def other(self: __torch__.Net,
                    x: Tensor) -> Tensor:
                    return (self.a).forward((self).forward(x, ), )
                """ + LINEAR;
        assertThat(injected(archive(source, linear(net(), "a").end()))).contains("""
                          def other(self: __torch__.Net,
                            x: Tensor) -> Tensor:
                            return (self.a).forward(annotate(Dict[str, Tensor], {}), "?", (self).forward(x,\
                         adapt4j_t=annotate(Dict[str, Tensor], {}), ), )
                        """);
    }

    @Test
    void methodOfAnInterface_keepsItsFormAndGetsATwin() {
        String source = """
                class Net(Module):
                  a : __torch__.Linear
                  b : __torch__.Op
                  def forward(self: __torch__.Net,
                    x: Tensor) -> Tensor:
                    return (self.b).forward((self.a).forward(x, ), )
                class Op(ModuleInterface):
                  def forward(self, input: Tensor) -> Tensor:
                    pass
                """ + LINEAR;
        String edited = injected(archive(source, linear(linear(net(), "a"), "b").end()));
        String twin =
                INJECTED_LINEAR.substring(INJECTED_LINEAR.indexOf("  def")).replace("forward", "forward__adapt4j");
        assertThat(edited)
                .contains(LINEAR + twin)
                .contains("return (self.b).forward((self.a).forward__adapt4j(adapt4j_t, \"a\", x, ), )");
        assertThat(TorchProgram.read(
                                archive(source, linear(linear(net(), "a"), "b").end())
                                        .source())
                        .targets())
                .extracting(target -> target.module().path())
                .containsExactly("a");
    }

    @Test
    void weightThatIsNotAlwaysTheSame_isSubstituted() {
        String source = """
                class Net(Module):
                  __parameters__ = ["v", "w", ]
                  v : Tensor
                  w : Tensor
                  def forward(self: __torch__.Net,
                    x: Tensor) -> Tensor:
                    if torch.gt(torch.size(x, 0), 1):
                      u = self.v
                    else:
                      u = self.w
                    return torch.linear(x, u)
                """;
        TestArchive archive = archive(
                source, net().tensor("v", "0", 2, 2).tensor("w", "0", 2, 2).end());
        assertThat(injected(archive))
                .contains("u = __torch__.adapt4j.parameter(adapt4j_t, \"\", \"v\", self.v)")
                .contains("u = __torch__.adapt4j.parameter(adapt4j_t, \"\", \"w\", self.w)")
                .contains("return torch.linear(x, u)");
        assertThat(TorchProgram.read(archive.source()).targets())
                .extracting(target -> target.module().path() + " " + target.kind())
                .containsExactly("v SUBSTITUTED", "w SUBSTITUTED");
    }

    @Test
    void positionsAndLookups_areNoTargets() {
        String source = """
                class Net(Module):
                  __parameters__ = ["e", "p", "w", ]
                  e : Tensor
                  p : Tensor
                  w : Tensor
                  def forward(self: __torch__.Net,
                    ids: Tensor) -> Tensor:
                    e = self.e
                    p = self.p
                    w = self.w
                    x = torch.add(torch.embedding(e, ids), torch.slice(p, 0, 0, torch.size(ids, 1)))
                    return torch.linear(x, w)
                """;
        TestArchive archive = archive(
                source,
                net().tensor("e", "0", 2, 2)
                        .tensor("p", "0", 2, 2)
                        .tensor("w", "0", 2, 2)
                        .end());
        assertThat(TorchProgram.read(archive.source()).targets())
                .extracting(TorchTarget::weight)
                .containsExactly("w");
        assertThat(injected(archive)).contains("e = self.e\n").contains("p = self.p\n");
    }

    @Test
    void biasThatIsAddedAfterwards_belongsToTheProduct() {
        String source = """
                class Net(Module):
                  __parameters__ = ["w", "b", ]
                  w : Tensor
                  b : Tensor
                  def forward(self: __torch__.Net,
                    x: Tensor) -> Tensor:
                    w = self.w
                    b = self.b
                    return torch.add(torch.matmul(x, w), b)
                """;
        TestArchive archive =
                archive(source, net().tensor("w", "0", 2, 2).tensor("b", "1", 2).end());
        assertThat(injected(archive))
                .contains("return __torch__.adapt4j.add(adapt4j_t, \"w\","
                        + " __torch__.adapt4j.matmul(adapt4j_t, \"w\", x, w), b)");
        assertThat(TorchProgram.read(archive.source()).targets().get(0).bias()).contains("b");
    }

    @Test
    void linearLayerOfOlderVersions_isFoundWithItsBias() {
        String source = """
                class Net(Module):
                  __parameters__ = ["w", "b", ]
                  w : Tensor
                  b : Tensor
                  def forward(self: __torch__.Net,
                    x: Tensor) -> Tensor:
                    y = torch.matmul(x, torch.t(self.w))
                    y0 = torch.add_(y, self.b, alpha=1)
                    return y0
                """;
        TestArchive archive =
                archive(source, net().tensor("w", "0", 2, 2).tensor("b", "1", 2).end());
        assertThat(injected(archive))
                .contains("y0 = __torch__.adapt4j.add_(adapt4j_t, \"w\", y,"
                        + " __torch__.adapt4j.parameter(adapt4j_t, \"\", \"b\", self.b), alpha=1)");
        TorchTarget target = TorchProgram.read(archive.source()).targets().get(0);
        assertThat(target.transposed()).isFalse();
        assertThat(target.bias()).contains("b");
    }

    @Test
    void stringsAndCommentsThatLookLikeCode_stay() {
        String source = """
                class Net(Module):
                  a : __torch__.Linear
                  def forward(self: __torch__.Net,
                    x: Tensor) -> Tensor:
                    _0 = "torch.linear(x, self.weight) # \\"(self.a).forward(x, )"
                    # (self.a).forward(x, )
                    return (self.a).forward(x, )
                """ + LINEAR;
        assertThat(injected(archive(source, linear(net(), "a").end())))
                .contains(
                        "_0 = \"torch.linear(x, self.weight) # \\\"(self.a).forward(x, )\"\n    # (self.a).forward(x, )\n");
    }

    @Test
    void rootWithHooks_isUnsupported() {
        String source = """
                class Net(Module):
                  __parameters__ = []
                  __forward_hooks__ = ["hook", ]
                  a : __torch__.Linear
                  def forward(self: __torch__.Net, x: Tensor) -> Tensor:
                    return (self.a).forward(x, )
                  def hook(self: __torch__.Net, x: Tuple[Tensor], y: Tensor) -> Tensor:
                    return y
                """ + LINEAR;
        assertThatThrownBy(() -> injected(archive(source, linear(net(), "a").end())))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("hook");
    }

    @Test
    void rootWithoutForward_isUnsupported() {
        String source = "class Net(Module):\n  a : __torch__.Linear\n" + LINEAR;
        assertThatThrownBy(() -> injected(archive(source, linear(net(), "a").end())))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("no forward");
    }
}

package io.adapt4j.runtime.pytorch.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.InvalidModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {
    private static Parser.Definitions parse(String text) {
        return Parser.parse(new SourceText("code/__torch__/a/b.py", text));
    }

    @Test
    void moduleClass_givesAttributesParametersAndMethods() {
        ClassDef type = parse("""
                        class Net(Module):
                          __parameters__ = ["weight", "bias", ]
                          __buffers__ = []
                          weight : Tensor
                          bias : Optional[Tensor]
                          training : bool
                          __annotations__["0"] = __torch__.a.Layer
                          p : Final[float] = 0.10000000000000001
                          def forward(self: __torch__.a.b.Net,
                            x: Tensor,
                            k: int=3) -> Tuple[Tensor, Tensor]:
                            return (x, x)
                          def hidden(self: __torch__.a.b.Net) -> NoneType:
                            pass
                        """).classes().get(0);
        assertThat(type.qualifiedName()).isEqualTo("__torch__.a.b.Net");
        assertThat(type.isModule()).isTrue();
        assertThat(type.parameters()).containsExactly("weight", "bias");
        assertThat(type.attributes())
                .containsEntry("bias", "Optional[Tensor]")
                .containsEntry("0", "__torch__.a.Layer")
                .containsEntry("p", "Final[float]");
        assertThat(type.methods()).containsOnlyKeys("forward", "hidden");
        FunctionDef forward = type.methods().get("forward");
        assertThat(forward.parameters()).extracting(FunctionDef.Parameter::name).containsExactly("self", "x", "k");
        assertThat(forward.parameters().get(2).defaultValue()).isPresent();
    }

    @Test
    void interfaceAndTuple_areTold() {
        Parser.Definitions definitions = parse("""
                class Op(ModuleInterface):
                  def forward(self, x: Tensor) -> Tensor:
                    pass
                class Pair(NamedTuple):
                  a : Tensor
                  b : Optional[Tensor]
                """);
        assertThat(definitions.classes().get(0).isInterface()).isTrue();
        assertThat(definitions.classes().get(1).base()).isEqualTo("NamedTuple");
    }

    @Test
    void everyKindOfStatement_isRead() {
        FunctionDef function = parse("""
                        def f(x: Tensor, n: int=-1) -> Dict[str, Tensor]:
                          _0 = __torch__.a.g
                          y : Optional[Tensor] = None
                          a, b, = torch.split(x, 2, -1)
                          for i in range(n):
                            if torch.gt(i, 0):
                              y1 = a
                            elif i == 1 and not (n != 2):
                              y1 = (x)[0:1]
                            else:
                              y1, _1 = b, {"k": a, "l": [1., -2, ]}
                          while True:
                            continue
                          with x:
                            ops.prim.RaiseException("AssertionError: ")
                          def __forked():
                            return _0(a, b, )
                          z = fork(__forked)
                          x[0] = annotate(List[int], [])
                          return {"out": a}
                        """).functions().get(0);
        assertThat(function.body()).hasSize(10);
        assertThat(function.body().get(3)).isInstanceOf(Stmt.Loop.class);
        assertThat(function.body().get(6)).isInstanceOf(Stmt.Nested.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "def f(:\n  pass\n",
                "def f()\n  pass\n",
                "class A(Module):\n",
                "def f():\n  x = \n",
                "def f(*args):\n  pass\n",
                "x y\n",
                "def f():\n  return if\n"
            })
    void malformed_isAnErrorWithItsLine(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("line ");
    }

    @Test
    void deepNesting_isAnError() {
        assertThatThrownBy(() -> parse("x = " + "(".repeat(5000) + "1" + ")".repeat(5000) + "\n"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("nested deeper");
        assertThatThrownBy(() -> parse("x = " + "-".repeat(100_000) + "[" + "a.".repeat(100_000) + "b" + "\n"))
                .isInstanceOf(InvalidModelException.class);
    }
}

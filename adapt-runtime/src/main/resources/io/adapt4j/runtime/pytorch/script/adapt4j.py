def parameter(t: Dict[str, Tensor],
    p: str,
    name: str,
    value: Tensor) -> Tensor:
  if torch.len(t) == 0:
    return value
  key = p + name
  if key in t:
    return t[key]
  return value
def optional_parameter(t: Dict[str, Tensor],
    p: str,
    name: str,
    value: Optional[Tensor]) -> Optional[Tensor]:
  if torch.len(t) == 0:
    return value
  key = p + name
  if key in t:
    return t[key]
  return value
def parameters(t: Dict[str, Tensor],
    p: str,
    names: List[str],
    values: List[Tensor]) -> List[Tensor]:
  if torch.len(t) == 0:
    return values
  replaced = annotate(List[Tensor], [])
  for i in range(torch.len(values)):
    torch.append(replaced, __torch__.adapt4j.parameter(t, p, names[i], values[i]))
  return replaced
def fast_path(t: Dict[str, Tensor],
    enabled: bool) -> bool:
  return torch.len(t) == 0 and enabled
def rows(x: Tensor,
    n: int) -> Tensor:
  fits = False
  if torch.dim(x) == 2:
    fits = torch.size(x, 0) % n == 0
  elif torch.dim(x) > 2:
    fits = torch.size(x, 0) == n
  if not fits:
    ops.prim.RaiseException(torch.format("adapt4j: {} adapters, one per row, do not fit an input of shape {}", n, torch.size(x)))
  return torch.reshape(x, [n, -1, torch.size(x, -1)])
def scaled(x: Tensor,
    gain: Tensor) -> Tensor:
  if torch.dim(gain) == 1:
    return torch.mul(x, gain)
  y = torch.mul(__torch__.adapt4j.rows(x, torch.size(gain, 0)), torch.unsqueeze(gain, 1))
  return torch.reshape(y, torch.size(x))
def input(t: Dict[str, Tensor],
    p: str,
    x: Tensor) -> Tensor:
  key = p + ":in"
  if key in t:
    return __torch__.adapt4j.scaled(x, t[key])
  return x
def output(t: Dict[str, Tensor],
    p: str,
    y: Tensor) -> Tensor:
  key = p + ":out"
  if key in t:
    return __torch__.adapt4j.scaled(y, t[key])
  return y
def biased(t: Dict[str, Tensor],
    p: str,
    y: Tensor,
    bias: Tensor) -> Tensor:
  key = p + ":bias"
  if key in t:
    gain = t[key]
    if torch.dim(gain) == 1:
      return torch.add(y, torch.mul(bias, gain))
    z = torch.add(__torch__.adapt4j.rows(y, torch.size(gain, 0)), torch.unsqueeze(torch.mul(bias, gain), 1))
    return torch.reshape(z, torch.size(y))
  return torch.add(y, bias)
def low_rank(t: Dict[str, Tensor],
    p: str,
    x: Tensor,
    y: Tensor,
    alpha: number=1) -> Tensor:
  key = p + ":a"
  if key in t:
    a = t[key]
    b = t[p + ":b"]
    z = x
    keep = p + ":keep"
    if keep in t:
      z = torch.mul(x, torch.reshape(t[keep], torch.size(x)))
    if torch.dim(a) == 2:
      delta = torch.matmul(torch.linear(z, a), b)
    else:
      projected = torch.bmm(__torch__.adapt4j.rows(z, torch.size(a, 0)), torch.transpose(a, 1, 2))
      delta = torch.reshape(torch.bmm(projected, b), torch.size(y))
    return torch.add(y, delta, alpha=alpha)
  return y
def linear(t: Dict[str, Tensor],
    p: str,
    x: Tensor,
    weight: Tensor,
    bias: Optional[Tensor]=None) -> Tensor:
  if torch.len(t) == 0:
    return torch.linear(x, weight, bias)
  z = __torch__.adapt4j.input(t, p, x)
  if (p + ":out") in t or (p + ":bias") in t:
    y = __torch__.adapt4j.output(t, p, torch.linear(z, weight))
    if bias is not None:
      y = __torch__.adapt4j.biased(t, p, y, bias)
  else:
    y = torch.linear(z, weight, bias)
  return __torch__.adapt4j.low_rank(t, p, x, y)
def matmul(t: Dict[str, Tensor],
    p: str,
    x: Tensor,
    weight: Tensor) -> Tensor:
  if torch.len(t) == 0:
    return torch.matmul(x, weight)
  y = torch.matmul(__torch__.adapt4j.input(t, p, x), weight)
  return __torch__.adapt4j.low_rank(t, p, x, __torch__.adapt4j.output(t, p, y))
def mm(t: Dict[str, Tensor],
    p: str,
    x: Tensor,
    weight: Tensor) -> Tensor:
  if torch.len(t) == 0:
    return torch.mm(x, weight)
  y = torch.mm(__torch__.adapt4j.input(t, p, x), weight)
  return __torch__.adapt4j.low_rank(t, p, x, __torch__.adapt4j.output(t, p, y))
def add(t: Dict[str, Tensor],
    p: str,
    y: Tensor,
    bias: Tensor,
    alpha: number=1) -> Tensor:
  if torch.len(t) == 0:
    return torch.add(y, bias)
  return __torch__.adapt4j.biased(t, p, y, bias)
def add_(t: Dict[str, Tensor],
    p: str,
    y: Tensor,
    bias: Tensor,
    alpha: number=1) -> Tensor:
  if torch.len(t) == 0:
    return torch.add_(y, bias)
  return torch.copy_(y, __torch__.adapt4j.biased(t, p, y, bias))
def addmm(t: Dict[str, Tensor],
    p: str,
    bias: Tensor,
    x: Tensor,
    weight: Tensor,
    beta: number=1,
    alpha: number=1) -> Tensor:
  if torch.len(t) == 0:
    return torch.addmm(bias, x, weight, beta=beta, alpha=alpha)
  z = __torch__.adapt4j.input(t, p, x)
  if (p + ":out") in t or (p + ":bias") in t:
    y = torch.mul(__torch__.adapt4j.output(t, p, torch.mm(z, weight)), alpha)
    y = __torch__.adapt4j.biased(t, p, y, torch.mul(bias, beta))
  else:
    y = torch.addmm(bias, z, weight, beta=beta, alpha=alpha)
  return __torch__.adapt4j.low_rank(t, p, x, y, alpha)

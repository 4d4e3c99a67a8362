namespace EdgeConv.Tests.Profile;

/// <summary>
/// Executes assemblies from their method bodies, one instruction after the other, as nanoCLR does, and counts them: slow, and small enough
/// to be believed. It knows what device code uses. A call into the base class library counts 1 and is made by reflection.
/// </summary>
internal sealed class IlInterpreter
{
    private readonly Dictionary<string, TypeDefinition> _types = [];
    private readonly Dictionary<MethodReference, MethodDefinition?> _methods = [];
    private readonly Dictionary<FieldDefinition, Value> _statics = [];
    private readonly HashSet<TypeDefinition> _initialized = [];
    private readonly List<ModuleDefinition> _modules = [];

    public IlInterpreter(params byte[][] assemblies)
    {
        foreach (byte[] image in assemblies)
        {
            var module = ModuleDefinition.ReadModule(new MemoryStream(image));
            _modules.Add(module);
            foreach (TypeDefinition type in module.GetTypes()) _types.TryAdd(type.FullName, type);
        }
    }

    /// <summary>Instructions executed so far.</summary>
    public long Count { get; private set; }

    /// <summary>Calls of this method of this type are listed with the instructions each executes.</summary>
    public (string Type, string Method) Watched { get; init; }

    /// <summary>Instructions of the watched calls, in the order in which they ended.</summary>
    public List<long> WatchedCalls { get; } = [];

    /// <summary>Makes an object with the constructor without parameters.</summary>
    public object New(string type)
    {
        TypeDefinition definition = _types[type];
        var made = new Instance(definition);
        Execute(definition.Methods.Single(m => m.IsConstructor && !m.IsStatic && m.Parameters.Count == 0), [Value.Of(made)]);
        return made;
    }

    /// <summary>Calls a method; arguments and result are objects of <see cref="New"/> and arrays.</summary>
    public object? Call(string type, string method, object? self, params object?[] arguments)
    {
        MethodDefinition definition = _types[type].Methods.First(m => m.Name == method && m.Parameters.Count == arguments.Length);
        IEnumerable<object?> all = definition.HasThis ? arguments.Prepend(self) : arguments;
        return Execute(definition, [.. all.Select(Value.Of)]).Object;
    }

    private Value Execute(MethodDefinition method, Value[] arguments)
    {
        long before = Count;
        var locals = new Value[method.Body.Variables.Count];
        for (int i = 0; i < locals.Length; i++) locals[i] = Default(method.Body.Variables[i].VariableType);
        var stack = new Stack<Value>();
        Instruction next = method.Body.Instructions[0];
        while (true)
        {
            Instruction at = next;
            next = at.Next;
            Count++;
            Value a, b;
            switch (at.OpCode.Code)
            {
                case Code.Nop: break;
                case Code.Ret:
                    if (method.DeclaringType.FullName == Watched.Type && method.Name == Watched.Method) WatchedCalls.Add(Count - before);
                    return stack.Count > 0 ? stack.Pop() : default;
                case Code.Dup: stack.Push(stack.Peek()); break;
                case Code.Pop: stack.Pop(); break;

                case >= Code.Ldarg_0 and <= Code.Ldarg_3: stack.Push(arguments[at.OpCode.Code - Code.Ldarg_0]); break;
                case Code.Ldarg or Code.Ldarg_S: stack.Push(arguments[OffsetOf((ParameterDefinition)at.Operand, method)]); break;
                case Code.Starg or Code.Starg_S:
                    var parameter = (ParameterDefinition)at.Operand;
                    arguments[OffsetOf(parameter, method)] = Stored(stack.Pop(), parameter.ParameterType);
                    break;
                case >= Code.Ldloc_0 and <= Code.Ldloc_3: stack.Push(locals[at.OpCode.Code - Code.Ldloc_0]); break;
                case Code.Ldloc or Code.Ldloc_S: stack.Push(locals[((VariableDefinition)at.Operand).Index]); break;
                case >= Code.Stloc_0 and <= Code.Stloc_3: Store(at.OpCode.Code - Code.Stloc_0); break;
                case Code.Stloc or Code.Stloc_S: Store(((VariableDefinition)at.Operand).Index); break;

                case Code.Ldloca or Code.Ldloca_S:
                    int local = ((VariableDefinition)at.Operand).Index;
                    TypeReference kept = method.Body.Variables[local].VariableType;
                    stack.Push(Value.Of(new Pointer(() => locals[local], value => locals[local] = Stored(value, kept))));
                    break;
                case Code.Ldelema:
                    (b, a) = (stack.Pop(), stack.Pop());
                    (Array into, long index) = ((Array)a.Object!, b.Bits);
                    stack.Push(Value.Of(new Pointer(() => Unboxed(into.GetValue(index)), value => SetElement(into, index, value))));
                    break;
                case Code.Ldflda:
                    (Instance? holder, FieldDefinition pointed) = ((Instance)stack.Pop().Object!, FieldOf(at));
                    void Point(Value value) => holder.Fields[pointed] = Stored(value, pointed.FieldType);
                    stack.Push(Value.Of(new Pointer(() => holder.Fields[pointed], Point)));
                    break;
                case >= Code.Ldind_I1 and <= Code.Ldind_Ref: stack.Push(((Pointer)stack.Pop().Object!).Get()); break;
                case >= Code.Stind_Ref and <= Code.Stind_R8: (b, a) = (stack.Pop(), stack.Pop()); ((Pointer)a.Object!).Set(b); break;

                case Code.Ldnull: stack.Push(Value.Of((object?)null)); break;
                case Code.Ldstr or Code.Ldtoken: stack.Push(Value.Of(at.Operand)); break;
                case Code.Ldc_I4_M1: stack.Push(Value.Of(-1)); break;
                case >= Code.Ldc_I4_0 and <= Code.Ldc_I4_8: stack.Push(Value.Of(at.OpCode.Code - Code.Ldc_I4_0)); break;
                case Code.Ldc_I4_S or Code.Ldc_I4: stack.Push(Value.Of(Convert.ToInt32(at.Operand))); break;
                case Code.Ldc_I8: stack.Push(Value.Of((long)at.Operand)); break;
                case Code.Ldc_R4 or Code.Ldc_R8: stack.Push(Value.Of(Convert.ToDouble(at.Operand))); break;

                case Code.Add: Binary((x, y) => x + y, (x, y) => x + y); break;
                case Code.Sub: Binary((x, y) => x - y, (x, y) => x - y); break;
                case Code.Mul: Binary((x, y) => x * y, (x, y) => x * y); break;
                case Code.Div: Binary((x, y) => x / y, (x, y) => x / y); break;
                case Code.Rem: Binary((x, y) => x % y, (x, y) => x % y); break;
                case Code.And: Binary((x, y) => x & y); break;
                case Code.Or: Binary((x, y) => x | y); break;
                case Code.Xor: Binary((x, y) => x ^ y); break;
                case Code.Shl: Shift((x, n) => x << n, (x, n) => x << n); break;
                case Code.Shr: Shift((x, n) => x >> n, (x, n) => x >> n); break;
                case Code.Shr_Un: Shift((x, n) => (int)((uint)x >> n), (x, n) => (long)((ulong)x >> n)); break;
                case Code.Neg:
                    a = stack.Pop();
                    stack.Push(a.Kind == Kind.Real ? Value.Of(-a.Real) : Sized(-a.Bits, a.Kind));
                    break;
                case Code.Not: a = stack.Pop(); stack.Push(Sized(~a.Bits, a.Kind)); break;
                case Code.Conv_I1: stack.Push(Value.Of((sbyte)Whole(stack.Pop()))); break;
                case Code.Conv_U1: stack.Push(Value.Of((byte)Whole(stack.Pop()))); break;
                case Code.Conv_I2: stack.Push(Value.Of((short)Whole(stack.Pop()))); break;
                case Code.Conv_U2: stack.Push(Value.Of((ushort)Whole(stack.Pop()))); break;
                case Code.Conv_I4 or Code.Conv_U4: stack.Push(Value.Of((int)Whole(stack.Pop()))); break;
                case Code.Conv_I8: stack.Push(Value.Of(Whole(stack.Pop()))); break;
                case Code.Conv_U8: a = stack.Pop(); stack.Push(Value.Of(a.Kind == Kind.Int ? (uint)a.Bits : Whole(a))); break;
                case Code.Conv_R4: stack.Push(Value.Of((float)Number(stack.Pop()))); break;
                case Code.Conv_R8: stack.Push(Value.Of(Number(stack.Pop()))); break;

                case Code.Ceq: (b, a) = (stack.Pop(), stack.Pop()); stack.Push(Value.Of(Same(a, b) ? 1 : 0)); break;
                case Code.Cgt: (b, a) = (stack.Pop(), stack.Pop()); stack.Push(Value.Of(Compare(a, b) > 0 ? 1 : 0)); break;
                case Code.Clt: (b, a) = (stack.Pop(), stack.Pop()); stack.Push(Value.Of(Compare(a, b) < 0 ? 1 : 0)); break;
                case Code.Cgt_Un: (b, a) = (stack.Pop(), stack.Pop()); stack.Push(Value.Of(CompareUnsigned(a, b) > 0 ? 1 : 0)); break;
                case Code.Clt_Un: (b, a) = (stack.Pop(), stack.Pop()); stack.Push(Value.Of(CompareUnsigned(a, b) < 0 ? 1 : 0)); break;
                case Code.Br or Code.Br_S: next = (Instruction)at.Operand; break;
                case Code.Leave or Code.Leave_S: stack.Clear(); next = (Instruction)at.Operand; break;
                case Code.Brtrue or Code.Brtrue_S: Branch(IsTrue(stack.Pop())); break;
                case Code.Brfalse or Code.Brfalse_S: Branch(!IsTrue(stack.Pop())); break;
                case Code.Beq or Code.Beq_S: (b, a) = (stack.Pop(), stack.Pop()); Branch(Same(a, b)); break;
                case Code.Bne_Un or Code.Bne_Un_S: (b, a) = (stack.Pop(), stack.Pop()); Branch(!Same(a, b)); break;
                case Code.Blt or Code.Blt_S: (b, a) = (stack.Pop(), stack.Pop()); Branch(Compare(a, b) < 0); break;
                case Code.Ble or Code.Ble_S: (b, a) = (stack.Pop(), stack.Pop()); Branch(Compare(a, b) <= 0); break;
                case Code.Bgt or Code.Bgt_S: (b, a) = (stack.Pop(), stack.Pop()); Branch(Compare(a, b) > 0); break;
                case Code.Bge or Code.Bge_S: (b, a) = (stack.Pop(), stack.Pop()); Branch(Compare(a, b) >= 0); break;
                case Code.Blt_Un or Code.Blt_Un_S: (b, a) = (stack.Pop(), stack.Pop()); Branch(CompareUnsigned(a, b) < 0); break;
                case Code.Ble_Un or Code.Ble_Un_S: (b, a) = (stack.Pop(), stack.Pop()); Branch(CompareUnsigned(a, b) <= 0); break;
                case Code.Bgt_Un or Code.Bgt_Un_S: (b, a) = (stack.Pop(), stack.Pop()); Branch(CompareUnsigned(a, b) > 0); break;
                case Code.Bge_Un or Code.Bge_Un_S: (b, a) = (stack.Pop(), stack.Pop()); Branch(CompareUnsigned(a, b) >= 0); break;
                case Code.Switch:
                    var targets = (Instruction[])at.Operand;
                    a = stack.Pop();
                    if ((uint)a.Bits < targets.Length) next = targets[(int)a.Bits];
                    break;

                case Code.Newarr:
                    stack.Push(Value.Of(Array.CreateInstance(ElementType((TypeReference)at.Operand), (int)stack.Pop().Bits)));
                    break;
                case Code.Ldlen: stack.Push(Value.Of(((Array)stack.Pop().Object!).Length)); break;
                case >= Code.Ldelem_I1 and <= Code.Ldelem_Ref:
                    (b, a) = (stack.Pop(), stack.Pop());
                    stack.Push(Unboxed(((Array)a.Object!).GetValue(b.Bits)));
                    break;
                case Code.Stelem_I1 or Code.Stelem_I2 or Code.Stelem_I4 or Code.Stelem_I8 or Code.Stelem_Ref:
                    Value element = stack.Pop();
                    (b, a) = (stack.Pop(), stack.Pop());
                    SetElement((Array)a.Object!, b.Bits, element);
                    break;

                case Code.Ldfld: stack.Push(((Instance)stack.Pop().Object!).Fields[FieldOf(at)]); break;
                case Code.Stfld:
                    (b, a) = (stack.Pop(), stack.Pop());
                    ((Instance)a.Object!).Fields[FieldOf(at)] = Stored(b, FieldOf(at).FieldType);
                    break;
                case Code.Ldsfld:
                    Initialize(FieldOf(at).DeclaringType);
                    stack.Push(_statics.TryGetValue(FieldOf(at), out Value held) ? held : Default(FieldOf(at).FieldType));
                    break;
                case Code.Stsfld: _statics[FieldOf(at)] = Stored(stack.Pop(), FieldOf(at).FieldType); break;
                case Code.Isinst or Code.Castclass: break; // only ever to what the object is
                case Code.Newobj:
                    var constructor = (MethodReference)at.Operand;
                    MethodDefinition made = Find(constructor) ?? throw new NotSupportedException(constructor.FullName);
                    Initialize(made.DeclaringType);
                    Value instance = Value.Of(new Instance(made.DeclaringType));
                    Execute(made, [instance, .. Arguments(constructor)]);
                    stack.Push(instance);
                    break;
                case Code.Call or Code.Callvirt:
                    var called = (MethodReference)at.Operand;
                    Value[] given = Arguments(called);
                    if (called.HasThis) given = [stack.Pop(), .. given];
                    Value result = Call(called, given, at.OpCode.Code == Code.Callvirt);
                    if (called.ReturnType.MetadataType != MetadataType.Void) stack.Push(result);
                    break;
                default: throw new NotSupportedException($"{at} in {method.FullName}");
            }

            void Store(int index) => locals[index] = Stored(stack.Pop(), method.Body.Variables[index].VariableType);

            void Branch(bool taken)
            {
                if (taken) next = (Instruction)at.Operand;
            }

            void Binary(Func<long, long, long> whole, Func<double, double, double>? real = null)
            {
                (b, a) = (stack.Pop(), stack.Pop());
                stack.Push(a.Kind == Kind.Real ? Value.Of(real!(a.Real, b.Real)) : Sized(whole(a.Bits, b.Bits), a.Kind));
            }

            void Shift(Func<int, int, int> shiftInt, Func<long, int, long> shiftLong)
            {
                (b, a) = (stack.Pop(), stack.Pop());
                stack.Push(a.Kind == Kind.Long ? Value.Of(shiftLong(a.Bits, (int)b.Bits)) : Value.Of(shiftInt((int)a.Bits, (int)b.Bits)));
            }

            Value[] Arguments(MethodReference of)
            {
                var values = new Value[of.Parameters.Count];
                for (int i = values.Length - 1; i >= 0; i--) values[i] = Stored(stack.Pop(), of.Parameters[i].ParameterType);
                return values;
            }
        }
    }

    private Value Call(MethodReference called, Value[] given, bool isVirtual)
    {
        if (Find(called) is not { } method) return CallNative(called, given);
        Initialize(method.DeclaringType);
        if (!isVirtual || !method.IsVirtual) return Execute(method, given);
        TypeDefinition? type = ((Instance)given[0].Object!).Type;
        for (; type is not null; type = type.BaseType is null ? null : _types.GetValueOrDefault(type.BaseType.FullName))
            if (type.Methods.FirstOrDefault(m => Implements(m, method)) is { } body) return Execute(body, given);
        throw new NotSupportedException(called.FullName);
    }

    private static bool Implements(MethodDefinition candidate, MethodDefinition method) => candidate.HasBody
        && (candidate.Overrides.Any(explicitly => explicitly.FullName == method.FullName)
            || candidate.Name == method.Name && Signature(candidate) == Signature(method));

    private static Value CallNative(MethodReference called, Value[] given)
    {
        if (called is { Name: ".ctor", DeclaringType.FullName: "System.Object" }) return default;
        if (called.Name == nameof(RuntimeHelpers.InitializeArray))
        {
            byte[] initial = ((FieldReference)given[1].Object!).Resolve().InitialValue;
            Buffer.BlockCopy(initial, 0, (Array)given[0].Object!, 0, initial.Length);
            return default;
        }
        Type[] types = [.. called.Parameters.Select(parameter => Type.GetType(parameter.ParameterType.FullName, throwOnError: true)!)];
        MethodInfo method = Type.GetType(called.DeclaringType.FullName, throwOnError: true)!.GetMethod(called.Name, types)
            ?? throw new NotSupportedException(called.FullName);
        object? self = !called.HasThis ? null : given[0].Object is Pointer to ? Boxed(to.Get(), method.DeclaringType!) : given[0].Object;
        object? result = method.Invoke(self, [.. given.Skip(called.HasThis ? 1 : 0).Select((value, i) => Boxed(value, types[i]))]);
        return Unboxed(result);
    }

    private void Initialize(TypeDefinition type)
    {
        if (_initialized.Add(type) && type.Methods.FirstOrDefault(m => m.IsConstructor && m.IsStatic) is { } initializer)
            Execute(initializer, []);
    }

    private MethodDefinition? Find(MethodReference called)
    {
        if (called is MethodDefinition own) return own;
        if (!_methods.TryGetValue(called, out MethodDefinition? found))
            _methods[called] = found = _types.GetValueOrDefault(called.DeclaringType.FullName)?.Methods.FirstOrDefault(m =>
                m.Name == called.Name && Signature(m) == Signature(called));
        return found;
    }

    private FieldDefinition FieldOf(Instruction at) => at.Operand as FieldDefinition
        ?? _types[((FieldReference)at.Operand).DeclaringType.FullName].Fields.Single(f => f.Name == ((FieldReference)at.Operand).Name);

    private static string Signature(MethodReference method) => string.Join(',', method.Parameters.Select(p => p.ParameterType.FullName));

    private static int OffsetOf(ParameterDefinition parameter, MethodDefinition method) => parameter.Index + (method.HasThis ? 1 : 0);

    private static Type ElementType(TypeReference type) => type.IsPrimitive ? Type.GetType(type.FullName)! : typeof(object);

    private static void SetElement(Array array, long index, Value value)
    {
        switch (array)
        {
            case sbyte[] a: a[index] = (sbyte)value.Bits; break;
            case byte[] a: a[index] = (byte)value.Bits; break;
            case bool[] a: a[index] = value.Bits != 0; break;
            case short[] a: a[index] = (short)value.Bits; break;
            case ushort[] a: a[index] = (ushort)value.Bits; break;
            case int[] a: a[index] = (int)value.Bits; break;
            case uint[] a: a[index] = (uint)value.Bits; break;
            case long[] a: a[index] = value.Bits; break;
            default: ((object?[])array)[index] = value.Object; break;
        }
    }

    private static object? Boxed(Value value, Type type) => value.Kind switch
    {
        Kind.Object => value.Object,
        Kind.Real => Convert.ChangeType(value.Real, type),
        _ => type == typeof(bool) ? value.Bits != 0 : Convert.ChangeType(value.Bits, type),
    };

    private static Value Unboxed(object? value) => value switch
    {
        sbyte or byte or short or ushort or int => Value.Of(Convert.ToInt32(value)),
        bool flag => Value.Of(flag ? 1 : 0),
        long whole => Value.Of(whole),
        float or double => Value.Of(Convert.ToDouble(value)),
        _ => Value.Of(value),
    };

    // A local, argument or field of a short type keeps that many bits only.
    private static Value Stored(Value value, TypeReference type) => type.MetadataType switch
    {
        MetadataType.SByte => Value.Of((sbyte)value.Bits),
        MetadataType.Byte => Value.Of((byte)value.Bits),
        MetadataType.Int16 => Value.Of((short)value.Bits),
        MetadataType.UInt16 or MetadataType.Char => Value.Of((ushort)value.Bits),
        MetadataType.Single => Value.Of((float)value.Real),
        _ => value,
    };

    private static Value Default(TypeReference type) => type.MetadataType switch
    {
        MetadataType.Int64 or MetadataType.UInt64 => Value.Of(0L),
        MetadataType.Single or MetadataType.Double => Value.Of(0.0),
        MetadataType.ValueType or MetadataType.Boolean or MetadataType.Char or MetadataType.SByte or MetadataType.Byte
            // a value type can only be an enum
            or MetadataType.Int16 or MetadataType.UInt16 or MetadataType.Int32 or MetadataType.UInt32 => Value.Of(0),
        _ => Value.Of((object?)null),
    };

    private static Value Sized(long bits, Kind kind) => kind == Kind.Long ? Value.Of(bits) : Value.Of((int)bits);

    private static long Whole(Value value) => value.Kind == Kind.Real ? (long)value.Real : value.Bits;

    private static double Number(Value value) => value.Kind == Kind.Real ? value.Real : value.Bits;

    private static bool IsTrue(Value value) => value.Kind == Kind.Object ? value.Object is not null : value.Bits != 0;

    private static bool Same(Value a, Value b) => a.Kind == Kind.Object ? ReferenceEquals(a.Object, b.Object) : Compare(a, b) == 0;

    private static int Compare(Value a, Value b) => a.Kind == Kind.Real ? a.Real.CompareTo(b.Real) : a.Bits.CompareTo(b.Bits);

    // An object is greater than null: how the C# compiler writes "is not null".
    private static int CompareUnsigned(Value a, Value b) => a.Kind switch
    {
        Kind.Object => (a.Object is null ? 0 : 1) - (b.Object is null ? 0 : 1),
        Kind.Real => a.Real.CompareTo(b.Real),
        Kind.Int => ((uint)a.Bits).CompareTo((uint)b.Bits),
        _ => ((ulong)a.Bits).CompareTo((ulong)b.Bits),
    };

    private enum Kind { Int, Long, Real, Object }

    /// <summary>A slot of the evaluation stack; an int has its sign in all 64 bits.</summary>
    private readonly record struct Value(Kind Kind, long Bits, double Real, object? Object)
    {
        public static Value Of(int value) => new(Kind.Int, value, 0, null);

        public static Value Of(long value) => new(Kind.Long, value, 0, null);

        public static Value Of(double value) => new(Kind.Real, 0, value, null);

        public static Value Of(object? value) => new(Kind.Object, 0, 0, value);
    }

    /// <summary>The address of a local, an element or a field.</summary>
    private sealed record Pointer(Func<Value> Get, Action<Value> Set);

    private sealed class Instance(TypeDefinition type)
    {
        public TypeDefinition Type => type;

        public Dictionary<FieldDefinition, Value> Fields { get; } =
            FieldsOf(type).ToDictionary(field => field, field => Default(field.FieldType));

        private static IEnumerable<FieldDefinition> FieldsOf(TypeDefinition? type) => type is null ? []
            : type.Fields.Where(field => !field.IsStatic).Concat(FieldsOf(type.BaseType as TypeDefinition));
    }
}

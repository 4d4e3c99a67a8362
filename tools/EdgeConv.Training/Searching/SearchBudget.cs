namespace EdgeConv.Training.Searching;

/// <summary>What an inference may cost on the compiled engine; null for no limit.</summary>
/// <param name="Instructions">IL instructions.</param>
/// <param name="RamBytes">Bytes of all arrays.</param>
/// <param name="FlashBytes">Bytes of code and initial values.</param>
public sealed record SearchBudget(long? Instructions, long? RamBytes, long? FlashBytes)
{
    /// <summary>Whether a cost is within all limits.</summary>
    public bool Allows(NetworkCost cost) => !(cost.Instructions > Instructions || cost.RamBytes > RamBytes || cost.FlashBytes > FlashBytes);

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", ((string?[])[
        Instructions is { } instructions ? $"{Amount.Of(instructions, "IL instruction")}" : null,
        RamBytes is { } ram ? $"{Amount.Of(ram, "byte")} of RAM" : null,
        FlashBytes is { } flash ? $"{Amount.Of(flash, "byte")} of flash" : null]).Where(part => part is not null));
}

/// <summary>What an inference costs on the compiled engine.</summary>
/// <param name="Instructions">IL instructions, as `profile` counts them.</param>
/// <param name="RamBytes">Bytes of all arrays.</param>
/// <param name="FlashBytes">Bytes of code and initial values.</param>
public sealed record NetworkCost(long Instructions, long RamBytes, long FlashBytes)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Amount.Of(Instructions, "IL instruction")}, {Amount.Of(RamBytes, "byte")} of RAM, " +
        $"{Amount.Of(FlashBytes, "byte")} of flash";
}

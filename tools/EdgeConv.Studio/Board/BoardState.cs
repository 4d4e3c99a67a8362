namespace EdgeConv.Studio.Board;

/// <summary>What a page must know of the board, beside its steps. A page that comes later gets the same.</summary>
internal sealed record BoardState
{
    /// <summary>Number of changes of the state. The answer to a request holds it, so that a page knows which states are newer.</summary>
    public int Revision { get; init; }

    /// <summary>none, connecting, connected, busy (restarting or taking a model) or lost.</summary>
    public string Connection { get; init; } = "none";

    /// <summary>Why the connection is lost; else what the board is doing, or "".</summary>
    public string Message { get; init; } = "";

    /// <summary>Address of the board; "" if there is none.</summary>
    public string Address { get; init; } = "";

    /// <summary>Sensor of the virtual board; null for other boards.</summary>
    public string? Sensor { get; init; }

    /// <summary>Whether the sensor of the virtual board is unplugged; null if it has none that can be.</summary>
    public bool? Unplugged { get; init; }

    /// <summary>The board's names, frames and tensors; null before the first connection.</summary>
    public object? Board { get; init; }

    /// <summary>Its settings: key, value, and the saved value.</summary>
    public IReadOnlyList<SettingState> Settings { get; init; } = [];

    /// <summary>What stands for the settings that are "auto"; null while no loop runs.</summary>
    public object? Effective { get; init; }

    /// <summary>Number of steps that can be undone.</summary>
    public int Undo { get; init; }

    /// <summary>Settings that were changed and take effect after a restart.</summary>
    public IReadOnlyList<string> Waiting { get; init; } = [];

    /// <summary>Its slots for models.</summary>
    public IReadOnlyList<SlotInfo> Slots { get; init; } = [];

    /// <summary>a, b or builtin: what ran before the model that runs now; null if that is not known.</summary>
    public string? Before { get; init; }

    /// <summary>Why the board did not take a model at its start, or "".</summary>
    public string Fault { get; init; } = "";

    /// <summary>How the transfer of a model goes; null if there was none.</summary>
    public LoadProgress? Load { get; init; }
}

/// <summary>A setting of the board.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value now.</param>
/// <param name="Saved">Its saved value.</param>
internal sealed record SettingState(string Key, string Value, string Saved);

/// <summary>A slot for a model.</summary>
/// <param name="Name">a or b.</param>
/// <param name="State">Its state in words.</param>
/// <param name="Model">Name of its model.</param>
/// <param name="Bytes">Size of its file.</param>
/// <param name="Crc">CRC-32 of its file.</param>
/// <param name="Running">Whether its model runs.</param>
/// <param name="Usable">Whether the board can run its model.</param>
internal sealed record SlotInfo(string Name, string State, string Model, int Bytes, string Crc, bool Running, bool Usable);

/// <summary>How the transfer of a model to the board goes.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Phase">packing, sending, restarting, testing, running or failed.</param>
/// <param name="Done">Bytes that were sent, or steps of the self-test that passed.</param>
/// <param name="Total">Bytes or steps in all; 0 if that is not known.</param>
/// <param name="Text">What came of it, or what is being done.</param>
internal sealed record LoadProgress(string Name, string Phase, int Done = 0, int Total = 0, string Text = "")
{
    /// <summary>Whether it has ended.</summary>
    public bool IsOver => Phase is "running" or "failed";
}

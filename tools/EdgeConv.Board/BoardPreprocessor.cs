using EdgeConv.Firmware;
using EdgeConv.Models;

namespace EdgeConv.Board;

/// <summary>
/// Converts frames to a model's input as a board does. The firmware's own code reads the settings.
/// </summary>
public static class BoardPreprocessor
{
    private static readonly string[] s_builtIn = ["digits", "strokes", "shake"];

    /// <summary>Makes the preprocessor of a running board.</summary>
    /// <param name="board">Description of the board; its loop runs.</param>
    /// <param name="isBuiltIn">Whether its model is built in, not from a slot.</param>
    /// <param name="settings">The settings with which its loop started.</param>
    /// <param name="model">The model on this computer.</param>
    /// <exception cref="ArgumentException">The settings are not those of this firmware.</exception>
    public static Preprocessor Of(BoardDescription board, bool isBuiltIn, IReadOnlyDictionary<string, string> settings, IModel model)
    {
        // A model of a slot has the range of the built-in model for its frames.
        string kind = isBuiltIn && s_builtIn.Contains(board.Model) ? board.Model
            : settings.GetValueOrDefault("frames") == "digits" ? "digits"
            : board.Frames is { Height: 1, Width: Loops.ShakeWindow, Channels: 3 } && !board.TakesFrames ? "shake" : "strokes";
        var known = new Settings();
        known.Set("model", kind);
        known.Set("range", settings.GetValueOrDefault("range", Settings.Auto));
        return Loops.Describe(known, new FormatOnly(board.Frames), model, null, null).Preprocessor;
    }

    private sealed class FormatOnly(FrameFormat format) : IFrameSource
    {
        public FrameFormat Format => format;

        public FrameStatus Read(short[] frame) => FrameStatus.Ended;
    }
}

using System.Buffers.Binary;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeConv.Simulation.Report;

/// <summary>
/// Writes report.html: the template report.html of this folder with the run's data inserted. The page needs no other file and no network.
/// </summary>
public static partial class HtmlReport
{
    // The studio loads these files as modules; here they become part of the page's own script.
    private static readonly string[] s_shared = ["page.js", "colors.js", "pin.js"];

    /// <summary>Writes the page.</summary>
    public static void Write(TextWriter text, SimulationRun run)
    {
        string shared = string.Concat(s_shared.Select(file => ModuleWord().Replace(Read("page/" + file), "")));
        // JsonSerializer escapes <, so a label that holds </script> cannot end the script.
        RunAnswer answer = new(run);
        // All places are filled in one pass, because a title or a label may look like one.
        string body = Place().Replace(Read("report.html"), place => place.Value switch
        {
            "/*SHARED*/" => shared,
            "/*DATA*/" => JsonSerializer.Serialize(Data(run, answer)),
            "/*TITLE*/" => HtmlPage.Text(run.Example.Title),
            _ => HtmlPage.Text(answer.Summary()),
        });
        text.Write(HtmlPage.Of("EdgeConv: " + run.Example.Title, body, "run"));
    }

    private static string Read(string name) => Resource.ReadText(typeof(HtmlReport).Assembly, name);

    [GeneratedRegex(@"/\*(SHARED|DATA|TITLE|ANSWER)\*/")]
    private static partial Regex Place();

    [GeneratedRegex(@"^(import .*\n|export )", RegexOptions.Multiline)]
    private static partial Regex ModuleWord();

    private static object Data(SimulationRun run, RunAnswer answer)
    {
        (Example example, Recording recording) = (run.Example, run.Recording);
        FrameFormat format = recording.Format;
        return new
        {
            title = example.Title, source = recording.Name, more = recording.More,
            attribution = recording.Name.StartsWith(Example.DigitsName, StringComparison.Ordinal) ? Example.DigitsAttribution : null,
            format = new { h = format.Height, w = format.Width, c = format.Channels, min = format.Minimum, max = format.Maximum },
            picture = recording.IsPicture, black = recording.IsMinimumBlack, drawn = recording.DrawnChannels,
            layers = Enumerable.Range(0, run.Model.LayerCount).Select(i => Layer(run, i)),
            numbered = !run.Layers.IsChain, omission = run.Layers.Omission,
            way = run.Layers.Stations(run.Model.Layer)
                .Select(station => new { name = station.Name, detail = station.Detail, arrow = station.HasArrow, note = station.Note }),
            fault = run.Fault?.Effect(run.Frames.Count), total = answer.Total, fitted = recording.Fitted,
            frames = run.Frames.Select(frame => Frame(frame, answer)),
            states = Enum.GetValues<GuardReason>().ToDictionary(reason => reason.ToString(), RunText.State),
            events = run.Events.Select(e => new { t = e.Microseconds, reason = e.Reason.ToString() }),
            steps = run.Pwm.Changes.Select(change => new[] { change.Microseconds, change.Duty }),
            readout = example.ReadoutName, drives = example.Drives, safeDuty = example.SafeDuty,
            period = example.PeriodMicroseconds, deadline = example.DeadlineMicroseconds, end = run.EndMicroseconds,
            count = recording.Frames.Count, lost = run.LostFrames, skipped = run.SkippedFrames,
            late = RunText.Late(run), keepsUp = run.KeepsUp, inference = RunText.Duration(run), inferenceSource = RunText.Time(run),
            board = run.Board.Name, pwm = new { hz = run.Pwm.ActualHz, bits = run.Pwm.Bits, ticks = run.Pwm.PeriodTicks },
            version = typeof(HtmlReport).Assembly.GetName().Version!.ToString(3),
        };
    }

    private static object Layer(SimulationRun run, int index)
    {
        ModelLayer layer = run.Model.Layer(index);
        LayerRange range = LayerRange.Of(run, index);
        return new
        {
            name = layer.Name, channels = layer.ChannelNames,
            direct = run.Layers.IsDirect(index), hidden = run.Layers.HiddenBefore(index), from = run.Layers.SourceText(index),
            h = layer.Output.Height, w = layer.Output.Width, c = layer.Output.Channels, zero = layer.Output.ZeroPoint,
            min = range.Min, max = range.Max,
            filters = layer.Filters?.Select(value => (int)value), filterShape = layer.FilterShape,
        };
    }

    private static object Frame(FrameRecord frame, RunAnswer answer)
    {
        byte[] values = new byte[frame.Values.Length * 2];
        for (int i = 0; i < frame.Values.Length; i++) BinaryPrimitives.WriteInt16LittleEndian(values.AsSpan(i * 2), frame.Values[i]);
        return new
        {
            i = frame.Index, t = frame.Microseconds, late = frame.IsLate, label = Printable.Text(frame.Label, 40),
            values = Convert.ToBase64String(values),
            maps = frame.Layers?.Select(layer => Convert.ToBase64String(Array.ConvertAll(layer, value => (byte)value))),
            answer = answer.Of(frame), read = answer.ClassOf(frame), right = answer.IsRight(frame), output = answer.OutputOf(frame),
            activation = frame.Activation256 / 256.0, duty = frame.Duty, reason = frame.Reason.ToString(),
        };
    }
}

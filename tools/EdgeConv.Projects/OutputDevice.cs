namespace EdgeConv.Projects;

/// <summary>A device on the PWM pin that `edgeconv new` offers.</summary>
/// <param name="Name">Name for `--output`.</param>
/// <param name="Title">Name in texts, with its article.</param>
/// <param name="Wiring">File of hardware/wiring, without .json, with its circuit.</param>
/// <param name="FrequencyHz">PWM frequency in Hz.</param>
/// <param name="SafeDuty">Duty that can do no harm, 0 to 10000.</param>
/// <param name="SafeComment">Says what that duty does.</param>
/// <param name="Drives">Name in the simulator's report.</param>
public sealed record OutputDevice(
    string Name, string Title, string Wiring, int FrequencyHz, int SafeDuty, string SafeComment, string Drives)
{
    /// <summary>All outputs; the first is the default.</summary>
    public static IReadOnlyList<OutputDevice> All { get; } =
    [
        new("led", "an LED", "led", 1000, 0, "the LED is off", "LED"),
        new("servo", "a servo", "servo", 50, 750, "a pulse of 1.5 ms, the middle of the servo", "servo"),
        new("motor", "a motor", "fan", 1000, 0, "the motor is off", "motor"),
    ];

    /// <summary>Returns the expression that makes the map from readout to duty.</summary>
    public string Map(ModelUse use) => Name switch
    {
        "servo" => $"new ServoMap({use.Low}, {use.High}, 1000, 2000, Settings.PwmHz)",
        "motor" => $"new MotorMap({use.Low}, {use.High}, 0)",
        _ => $"new LedMap({use.Low}, {use.High})",
    };

    /// <summary>Returns a comment for that expression.</summary>
    public string MapComment(ModelUse use) => Name switch
    {
        "servo" => $"From {use.Low} to {use.High} the pulse goes from 1000 to 2000 us.",
        "motor" => $"Still at {use.Low}, full speed at {use.High}. Replace 0 by the duty at which your motor begins to turn.",
        _ => $"Dark at {use.Low}, full brightness at {use.High}.",
    };
}

namespace EdgeConv.Cli;

/// <summary>
/// Examples at the end of each verb's help. They run as they stand in a clone of the repository; those that need a board use the virtual
/// one.
/// </summary>
internal static class Examples
{
    private const string Digits = "examples/digits.json";

    private static readonly Dictionary<string, string[]> s_lines = new()
    {
        [""] = ["new blinker --sensor amg88xx --output servo", "simulate", $"inspect {Digits}", "board info virtual", "studio --open"],
        ["new"] = ["new blinker --sensor amg88xx --output servo", "new fan --board esp32-c3 --output motor --model examples/hand.json"],
        ["simulate"] =
        [
            "simulate", "simulate --example hand --fault fail@20-29", "simulate --example line",
            $"simulate --model {Digits} --readout 3 --count 20 --out out/three",
        ],
        ["run"] = [$"run {Digits} --input docs/images/icon.png"],
        ["inspect"] = [$"inspect {Digits}", $"inspect {Digits} --board esp32 --html inspect.html"],
        ["pack"] = [$"pack {Digits} --out digits.ecm"],
        ["compile"] = [$"compile {Digits} --out DigitsModel.cs"],
        ["profile"] = [$"profile {Digits} --engine packed --board esp32"],
        ["send"] = ["send tcp://127.0.0.1:5333 --frames synthetic:hand --count 20"],
        ["record"] = ["record virtual --label hand --out out/data --count 20"],
        ["validate"] = ["validate virtual examples/strokes.json --count 5"],
        ["board"] = ["board info virtual", "board virtual --listen tcp://127.0.0.1:5333"],
        ["board info"] = ["board info virtual", "board info virtual --json"],
        ["board set"] = ["board set virtual output1.kind=servo"],
        ["board load"] = [$"board load virtual {Digits}"],
        ["board watch"] = ["board watch virtual --count 5"],
        ["board restart"] = ["board restart virtual"],
        ["board virtual"] = ["board virtual --listen tcp://127.0.0.1:5333", "board virtual --sensor mpu6050 --fault fail@50-79"],
        ["measure"] = ["measure out/simulate/pwm.vcd --against out/simulate/pwm.csv --out out/measure"],
        ["train"] = ["train --data tools/EdgeConv.Simulation/Data/digits.csv.gz --out digits.json --epochs 5"],
        ["evaluate"] = [$"evaluate {Digits} --data tools/EdgeConv.Simulation/Data/digits.csv.gz"],
        ["quantize"] =
        [
            "quantize digits.onnx --calibration tools/EdgeConv.Simulation/Data/digits.csv.gz --scale 0.0625 --labels --out digits.tflite",
        ],
        ["studio"] = ["studio --open"],
        ["build"] = ["build firmware/EdgeConv.Firmware"],
        ["deploy"] =
        [
            "deploy COM5 firmware/EdgeConv.Firmware", "deploy /dev/ttyUSB0 --firmware --target ESP32_REV3",
        ],
    };

    /// <summary>Returns the examples of a verb, without the program's name.</summary>
    /// <param name="verb">The verb, such as "board info"; "" for none.</param>
    public static IReadOnlyList<string> Of(string verb) => s_lines.GetValueOrDefault(verb, []);

    /// <summary>Prints the examples of a verb.</summary>
    /// <param name="verb">The verb, such as "board info"; "" for none.</param>
    public static void Print(string verb)
    {
        IReadOnlyList<string> lines = Of(verb);
        if (lines.Count == 0) return;
        Console.WriteLine(lines.Count == 1 ? "Example:" : "Examples:");
        foreach (string line in lines) Console.WriteLine("  edgeconv " + line);
        Console.WriteLine();
    }
}

using System.Security.Cryptography;
using EdgeConv.Board;
using EdgeConv.Compiler.SelfTests;
using EdgeConv.Link;
using EdgeConv.Slots;
using EdgeConv.Tests.Firmware;

namespace EdgeConv.Tests.Device;

/// <summary>
/// The unmodified firmware, Main included, on a nanoCLR with nanoFramework's own ESP32 drivers, where docs/tests-on-nanoclr.md says that
/// one is. Each check says what the pins, the PWM unit and the buses must have been told.
/// </summary>
internal sealed class FirmwareOnEsp32
{
    private const string Lit = "pin 18: pwm 1000 Hz, duty 65536/65536", Dark = "pin 18: pwm 1000 Hz, duty 0/65536";

    // Microseconds: the deadline, what a hung transfer takes before any other thread runs, and what a loaded machine may add.
    private const long Deadline = 300_000, HungTransfer = 1_000_000, Slack = 150_000;

    private readonly DeviceBuild _build;
    private readonly Toolchain _tools;
    private readonly string _interpreter;
    private readonly Lazy<IReadOnlyList<string>> _firmware, _firmwareWithNetwork, _firmwareWithSlowModel;

    private FirmwareOnEsp32(string interpreter, DeviceBuild build, Toolchain tools)
    {
        _interpreter = interpreter;
        _build = build;
        _tools = tools;
        _firmware = new(() => Deploy(build.Compile(Project("false"))));
        _firmwareWithNetwork = new(() => Deploy(build.Compile(Project("true"))));
        _firmwareWithSlowModel = new(() => Deploy(CompileWithSlowModel()));
    }

    /// <summary>Adds the checks, or one that says why there are none.</summary>
    internal static void AddChecks(Dictionary<string, Action> checks, DeviceBuild build, Toolchain tools)
    {
        if (Esp32Board.Interpreter is not { } interpreter)
        {
            checks.Add("skipped: nanoCLR-esp32 not found", () => Assert.Inconclusive("nanoCLR-esp32 not found"));
            return;
        }
        var firmware = new FirmwareOnEsp32(interpreter, build, tools);
        void Add(string what, Action check) => checks.Add("the firmware on ESP32 drivers: " + what, check);
        Add("pins, first duty, and its link, through a restart", firmware.StartsAndIsCommanded);
        Add("no sensor, each sensor found, unplugged and back, a hung bus", firmware.SurvivesItsSensors);
        Add("more sensors are looked for, and the memory that their drivers take", firmware.LooksForMoreSensors);
        Add("two outputs with a frequency each, which go safe together", firmware.DrivesTwoOutputs);
        Add("a second output of the settings: changed, refused, safe with the first", firmware.DrivesTheSecondOutputOfItsSettings);
        Add("a model slower than the deadline", firmware.StaysSafeWithASlowModel);
        Add("the network lets in who has the key", firmware.IsReachedOverTheNetwork);
        Add("a step and a sealed packet allocate what docs/link.md says", firmware.AllocatesWhatThePageSays);
        Add("models of its drive: sent, cut off, tested, confirmed, put aside", firmware.RunsTheModelsOfItsDrive);
        Add("the heaps of all boards are enough for what inspect says", firmware.RunsInTheHeapsOfTheBoards);
        Add("packed models run in the heaps where inspect says that they fit", firmware.RunsPackedModelsWhereTheyFit);
    }

    private void StartsAndIsCommanded()
    {
        using var chip = new Esp32Board(_interpreter, _firmware.Value);
        chip.Plug(Esp32Board.Camera);
        chip.Start();
        BoardLine line = chip.Open();
        BoardClient client = Esp32Board.Client(line);
        BoardDescription board = client.DescribeSettled();
        Assert.AreEqual(("ESP32-DevKitC", "strokes"), (board.Name, board.Model));
        // What the drivers were told first: the timer, then the pin at the safe duty, then the buses at their pins.
        string[] log = chip.Log.Split('\n');
        Assert.AreEqual("ledc_timer_config speed 0, timer 0, 16 bits, 1000 Hz", log[0]);
        Assert.AreEqual("ledc_channel_config pin 18, speed 0, channel 0, timer 0, duty 0", log[1]);
        Assert.StartsWith(Dark, log[2]);
        Assert.Contains("uart_set_pin 1: TX 25, RX 26", chip.Log);
        AssertBus(chip, "SDA 21, SCL 22");
        Assert.Contains("i2c bus 0, address 0x69: write 00 00", chip.Log);
        chip.WaitForDuty(Lit, "the LED follows the warm spot");
        using (var stream = new StepStream(client, board, 1))
        {
            StepPacket step = stream.Steps(3).Last();
            // The emulated sensor's last bits flicker.
            Assert.IsInRange(118, 122, (int)step.Frame[19]);
            sbyte[] input = new sbyte[64], output = new sbyte[3];
            new Preprocessor(board.Frames, board.Input).MinMaxRange(32).Run(step.Frame, input);
            new EdgeConv.Firmware.StrokesModel().Invoke(input, output);
            CollectionAssert.AreEqual(output, step.Output);
        }
        Assert.AreEqual(Acceptance.Now, client.Set(["output1.map=1000:2000"]));
        chip.WaitForDuty(Dark, "the new map is in effect");
        string refusal = Assert.ThrowsExactly<RefusedException>(() => client.Set(["output1.hz=50"])).Message;
        Assert.Contains("duty: 10000 comes out wrong below 152 Hz", refusal);
        Assert.EndsWith(", without the network", board.Firmware);
        refusal = Assert.ThrowsExactly<RefusedException>(() => client.Set(["link.port=4242"])).Message;
        Assert.Contains("link.port: this firmware is built without the network", refusal);
        Assert.AreEqual(Acceptance.Now, client.Set(["output1.map=15:80"]));
        chip.WaitForDuty(Lit, "the old map is in effect");
        Assert.AreEqual(Acceptance.AfterRestart, client.Set(["output1.kind=servo", "output1.pin=19", "i2c.sda=32", "i2c.scl=33"]));
        client.Save();
        StatusPacket status = client.Status();
        Assert.AreEqual((true, 0u, 0u, 0u), (status.IsRunning, status.FailedFrames, status.ModelFaults, status.OutputFaults));
        // A restart over the link: the output first.
        Send(line, PacketKind.Restart);
        chip.WaitForRestart();
        Assert.StartsWith(Dark, chip.Events.Last(one => one.What.StartsWith("pin ")).What);
        line.Dispose();
        chip.Start();
        chip.WaitForDuty("pin 19: pwm 50 Hz, duty 52428/524288", "the servo at GPIO 19 follows the warm spot");
        log = chip.Log.Split('\n');
        Assert.AreEqual("ledc_timer_config speed 0, timer 0, 19 bits, 50 Hz", log[0]);
        // 750/10000 of 2^19, a servo's middle.
        Assert.StartsWith("pin 19: pwm 50 Hz, duty 39321/524288", log[2]);
        AssertBus(chip, "SDA 32, SCL 33");
    }

    // For both sensors that may be on it.
    private static void AssertBus(Esp32Board chip, string pins) => CollectionAssert.AreEqual(
        new[] { $"i2c_param_config bus 0: {pins}, 400000 Hz", $"i2c_param_config bus 0: {pins}, 400000 Hz" },
        chip.Events.Select(one => one.What).Where(what => what.StartsWith("i2c_param_config")).ToArray());

    private void SurvivesItsSensors()
    {
        using var chip = new Esp32Board(_interpreter, _firmware.Value);
        chip.Start();
        using (BoardLine line = chip.Open())
        {
            // Both sensors are tried, each second, with the output safe.
            BoardClient client = Esp32Board.Client(line);
            StatusPacket status = client.Status();
            Assert.AreEqual((false, 0), (status.IsRunning, status.Duty));
            chip.Wait(() => Tries(chip).Length >= 3, "the missing sensor is tried again");
            long[] tries = Tries(chip);
            for (int i = 1; i < tries.Length; i++) Assert.IsGreaterThan(900_000, tries[i] - tries[i - 1]);
            Assert.Contains("i2c bus 0, address 0x68: no answer", chip.Log);
            Assert.DoesNotContain("duty 65536/65536", chip.Log);
            chip.Plug(Esp32Board.Camera);
            chip.WaitForDuty(Lit, "the sensor is found");
            AssertSafeAfter(chip, () => chip.Unplug(Esp32Board.Camera), () => chip.Plug(Esp32Board.Camera), ": no answer", Deadline);
            AssertSafeAfter(chip, () => chip.Plug(Esp32Board.Hang), () =>
            {
                // The link answers between two transfers.
                status = client.Status();
                Assert.IsGreaterThan(0u, status.FailedFrames);
                Assert.AreEqual(GuardReason.FrameFailed, status.Reason);
                chip.Unplug(Esp32Board.Hang);
            }, ": hangs", Deadline + HungTransfer);
            status = client.Status();
            Assert.AreEqual((true, 0u, 0u), (status.IsRunning, status.ModelFaults, status.OutputFaults));
        }
        // Without settings, it is the sensor that answers.
        chip.CutPower();
        chip.Unplug(Esp32Board.Camera);
        chip.Plug(Esp32Board.Accelerometer);
        chip.Start();
        using (BoardLine line = chip.Open())
        {
            BoardClient client = Esp32Board.Client(line);
            chip.WaitForDuty(Lit, "the LED follows the shaking");
            BoardDescription board = client.DescribeSettled();
            Assert.AreEqual("shake", board.Model);
            Assert.AreEqual((1, 64, 3), (board.Frames!.Height, board.Frames.Width, board.Frames.Channels));
            Assert.Contains("i2c bus 0, address 0x68: write 75 read 1: 68", chip.Log);
            AssertBus(chip, "SDA 21, SCL 22");
            AssertSafeAfter(chip, () => chip.Unplug(Esp32Board.Accelerometer), () => chip.Plug(Esp32Board.Accelerometer), ": no answer",
                Deadline);
            Assert.AreEqual((true, 0u), (client.Status().IsRunning, client.Status().ModelFaults));
        }
    }

    // Neither an MLX90640 nor a camera is connected.
    private void LooksForMoreSensors()
    {
        IReadOnlyList<string> withSensors = Deploy(_build.Compile(NanoProject.Load(Project("false").Path, ("EdgeConvSensors", "true"))));
        long[] free = [.. ((IReadOnlyList<string>[])[_firmware.Value, withSensors]).Select(files =>
        {
            using var chip = new Esp32Board(_interpreter, files);
            chip.Plug(Esp32Board.Camera);
            chip.Start();
            using BoardLine line = chip.Open();
            BoardClient client = Esp32Board.Client(line);
            chip.WaitForDuty(Lit, "the LED follows the warm spot");
            StatusPacket status = client.Status();
            chip.Wait(() => (status = client.Status()).Frames > 20, "the loop runs");
            Assert.AreEqual((0u, 0u), (status.FailedFrames, status.ModelFaults));
            return (long)status.FreeBytes;
        })];
        Match page = Regex.Match(Repository.Text("docs", "link.md"), @"their drivers take ([\d,]+) bytes of\s+RAM");
        Assert.AreEqual(int.Parse(page.Groups[1].Value, NumberStyles.AllowThousands), free[0] - free[1], 150, $"{free[0]} - {free[1]}");
        using var chip = new Esp32Board(_interpreter, withSensors);
        chip.Start();
        using (BoardLine line = chip.Open())
        {
            BoardClient client = Esp32Board.Client(line);
            chip.Wait(() => chip.Log.Contains("i2c bus 0, address 0x33: no answer"), "the MLX90640 is looked for");
            Assert.AreEqual((false, 0), (client.Status().IsRunning, client.Status().Duty));
        }
        chip.CutPower();
        chip.Save("sensor=arducam-mega");
        chip.Start();
        using (BoardLine line = chip.Open())
        {
            BoardClient client = Esp32Board.Client(line);
            chip.Wait(() => chip.Output.Any(text => text.Contains("frames: no sensor answers, output safe")), "the camera is looked for");
            Assert.Contains("sensor: SCK GPIO 22, MISO GPIO 19, MOSI GPIO 23, CS GPIO 21", string.Join('\n', chip.Output));
            StatusPacket status = client.Status();
            Assert.AreEqual((false, 0, 0u), (status.IsRunning, status.Duty, status.OutputFaults));
            Assert.DoesNotContain("duty 65536/65536", chip.Log);
        }
    }

    // After the last good frame the output is safe in time, and follows the frames again once the fault is over. A machine under load may
    // add to one time of three.
    private static void AssertSafeAfter(Esp32Board chip, Action begin, Action end, string seen, long limit)
    {
        long took = long.MaxValue;
        for (int i = 0; i < 3 && took > limit + Slack; i++)
        {
            int before = chip.Events.Count;
            begin();
            chip.Wait(() => chip.Events.Skip(before).Any(one => one.What.EndsWith(seen)), $"the fault is seen{seen}");
            chip.WaitForDuty(Dark, $"the output is safe{seen}");
            List<(long Time, string What)> events = [.. chip.Events];
            int dark = events.FindIndex(before, one => one.What.StartsWith(Dark));
            took = events[dark].Time - events.Take(dark).Last(one => one.What.Contains(" read ")).Time;
            end();
            chip.WaitForDuty(Lit, $"the output follows the frames again{seen}");
        }
        Assert.IsLessThan(limit + Slack, took, seen);
    }

    private void StaysSafeWithASlowModel()
    {
        using var chip = new Esp32Board(_interpreter, _firmwareWithSlowModel.Value);
        chip.Plug(Esp32Board.Camera);
        chip.Start();
        using BoardLine line = chip.Open();
        BoardClient client = Esp32Board.Client(line);
        chip.WaitForDuty(Lit, "the LED follows the warm spot");
        // A warm first pixel makes the model slow: the output is safe before the inference ends.
        void Slow() => chip.Show(i => i == 0 || i / 8 is >= 2 and <= 4 && i % 8 is >= 3 and <= 5 ? 120 : 88);
        AssertSafeAfter(chip, Slow, () =>
        {
            StatusPacket status = client.Status();
            chip.Wait(() => (status = client.Status()).InferenceMicroseconds > 500_000, "the model is slow");
            Assert.AreEqual((GuardReason.FrameLate, 0), (status.Reason, status.Duty));
            // The loop goes on, with frames that are late each time, and nothing lights the LED.
            int before = chip.Events.Count;
            uint late = status.LateFrames;
            chip.Wait(() => (status = client.Status()).LateFrames >= late + 3, "the loop goes on");
            Assert.IsEmpty(chip.Events.Skip(before).Where(one => one.What.StartsWith("pin ")));
            Assert.AreEqual((true, 0u, 0u), (status.IsRunning, status.ModelFaults, status.OutputFaults));
            // And the model is quick again.
            chip.Plug(Esp32Board.Camera);
        }, "", Deadline);
    }

    private void IsReachedOverTheNetwork()
    {
        string host = Host(9), address = $"tcp://{host}:4242";
        using var chip = new Esp32Board(_interpreter, _firmwareWithNetwork.Value, address: host);
        string keys = chip.Files.File("keys"), forged = chip.Files.File("forged");
        byte[] key = BoardKeys.NewKey();
        new BoardKeys(keys).Add(address, key);
        string[] parts = File.ReadAllText(keys).Split(' ');
        File.WriteAllText(forged, $"{parts[0]} {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))} {parts[2]}");
        chip.Plug(Esp32Board.Camera);
        chip.Start();
        using (BoardLine line = chip.Open())
        {
            BoardClient cable = Esp32Board.Client(line);
            Assert.AreEqual(Acceptance.AfterRestart, cable.Set(["link.port=4242", $"link.key={Convert.ToHexStringLower(key)}",
                "wifi.ssid=home", "wifi.password=secret"]));
            cable.Save();
            Send(line, PacketKind.Restart);
            chip.WaitForRestart();
        }
        chip.Start();
        chip.WaitForDuty(Lit, "the LED follows the warm spot");
        string message = Assert.ThrowsExactly<UserException>(() => OpenSoon(chip, address, forged).Dispose()).Message;
        Assert.Contains("the connection to the board is lost", message);
        using (BoardLine line = OpenSoon(chip, address, keys))
        {
            BoardClient client = Esp32Board.Client(line);
            BoardDescription board = client.DescribeSettled();
            Assert.AreEqual("strokes", board.Model);
            using (var stream = new StepStream(client, board, 1)) Assert.HasCount(3, stream.Steps(3).ToArray());
            Assert.AreEqual(Acceptance.Now, client.Set(["output1.map=1000:2000"]));
            chip.WaitForDuty(Dark, "the new map is in effect");
            Dictionary<string, string> settings = new(client.Settings());
            Assert.AreEqual(("1000:2000", "(set)", "(set)"),
                (settings["output1.map"], settings["link.key"], settings["wifi.password"]));
            message = Assert.ThrowsExactly<UserException>(() => OpenSoon(chip, address, keys).Dispose()).Message;
            Assert.Contains("busy, because another computer is connected", message);
            // Commands as fast as they go do not slow the loop. A machine under load is slow in both.
            long quiet = TimeOfFrames(chip, () => { });
            int sent = 0;
            long flooded = TimeOfFrames(chip, () =>
            {
                for (int i = 0; i < 20; i++, sent++) Send(line, PacketKind.GetStatus);
                while (line.Receive(TimeSpan.Zero))
                {
                }
            });
            Assert.IsLessThan(3 * quiet, flooded, $"{sent} packets");
            Assert.IsGreaterThan(100, sent);
            Assert.AreEqual((true, 0u), (client.Status().IsRunning, client.Status().FailedFrames));
        }
    }

    // Microseconds in which the board reads ten frames while something else is done.
    private static long TimeOfFrames(Esp32Board chip, Action meanwhile)
    {
        const int Frames = 10;
        (long Time, string What)[] read = [];
        int before = chip.Events.Count;
        chip.Wait(() =>
        {
            meanwhile();
            read = [.. chip.Events.Skip(before).Where(one => one.What.Contains(" read 128: "))];
            return read.Length > Frames;
        }, "the loop goes on");
        return read[Frames].Time - read[0].Time;
    }

    private void RunsTheModelsOfItsDrive()
    {
        using var chip = new Esp32Board(_interpreter, _firmware.Value);
        chip.Plug(Esp32Board.Camera);
        chip.Start();
        byte[] large = EcmFile.Write(SampleNetwork.Make(3)).Bytes;
        byte[] good = TestedModel.Of("digits.json"), wrong = TestedModel.Wrong("digits.json");
        using (BoardLine line = chip.Open())
        {
            BoardClient client = Esp32Board.Client(line);
            // The power goes after the first piece.
            Assert.ThrowsExactly<OperationCanceledException>(() => new SlotClient(client).Send(large, "large",
                sent => { if (sent > ModelSlots.PieceBytes) throw new OperationCanceledException(); }));
            Assert.AreEqual(SlotState.Receiving, new SlotClient(client).Read().States[0]);
            chip.CutPower();
        }
        chip.Start();
        using (BoardLine line = chip.Open())
        {
            BoardClient client = Esp32Board.Client(line);
            var slots = new SlotClient(client);
            Assert.AreEqual((0, ModelSlots.PieceBytes), slots.Send(large, "large", null));
            CollectionAssert.AreEqual(large, slots.ReadFile(0));
            // A file that is opened for each packet leaves nothing in memory: 200 closed streams would be 18 KB.
            uint free = client.Status().FreeBytes;
            for (int i = 0; i < 5; i++) slots.ReadFile(0);
            Assert.IsGreaterThan(free - 2000, client.Status().FreeBytes);
            Assert.AreEqual((0, 0), slots.Send(good, "digits", null));
            SlotsPacket packet = slots.Read();
            Assert.AreEqual((SlotState.OnTrial, ModelSlots.None), (packet.States[0], packet.Running));
            // The loop has gone on meanwhile.
            StatusPacket status = client.Status();
            Assert.AreEqual((true, 0u, 0u), (status.IsRunning, status.ModelFaults, status.OutputFaults));
            Send(line, PacketKind.Restart);
            chip.WaitForRestart();
        }
        chip.Start();
        using (BoardLine line = chip.Open())
        {
            BoardClient client = Esp32Board.Client(line);
            var slots = new SlotClient(client);
            SlotsPacket packet = Started(chip, slots);
            Assert.AreEqual((StartPhase.Passed, 0, ""), (packet.Phase, packet.Running, packet.Reason));
            Assert.IsTrue(packet.Tests > 0 && packet.Tested == packet.Tests, $"{packet.Tested} of {packet.Tests}");
            // Until the test had ended, the output was safe.
            Assert.StartsWith(Dark, chip.Events.First(one => one.What.StartsWith("pin ")).What);
            chip.Wait(() => slots.Read().States[0] == SlotState.Confirmed, "the model is confirmed");
            Assert.AreEqual(("digits", 10), (client.Describe().Model, client.Describe().Output!.Length));
            Assert.AreEqual((1, 0), slots.Send(wrong, "wrong", null));
            Send(line, PacketKind.Restart);
            chip.WaitForRestart();
        }
        chip.Start();
        using (BoardLine line = chip.Open())
        {
            var slots = new SlotClient(Esp32Board.Client(line));
            SlotsPacket packet = Started(chip, slots);
            Assert.AreEqual((StartPhase.Passed, 0), (packet.Phase, packet.Running), packet.Reason);
            Assert.AreEqual((SlotState.Confirmed, SlotState.PutAside), (packet.States[0], packet.States[1]));
            Assert.Contains("slot b, wrong: ", packet.Reason);
            Assert.Contains("self-test", packet.Reason);
        }
    }

    private static SlotsPacket Started(Esp32Board chip, SlotClient slots)
    {
        SlotsPacket packet = slots.Read();
        chip.Wait(() => (packet = slots.Read()).Phase >= StartPhase.Passed, "the model is loaded and tested");
        return packet;
    }

    // Once the Wi-Fi is up and the board listens.
    private static BoardLine OpenSoon(Esp32Board chip, string address, string keys)
    {
        BoardLine? line = null;
        chip.Wait(() =>
        {
            try
            {
                line = BoardAddress.Open(address, 0, keys);
                return true;
            }
            catch (UserException e) when (e.Message.Contains("cannot be reached"))
            {
                return false;
            }
        }, "the board listens");
        return line!;
    }

    private void RunsInTheHeapsOfTheBoards()
    {
        // The largest model that is built in. Boards with megabytes have room for all of them.
        EngineCost cost = EngineCost.OfCompiled(Pipeline.Run(ModelFile.Open(Repository.PathOf("examples", "digits.json"))));
        (BoardFile File, BoardMemory Memory)[] boards = [.. BoardFiles.Targets.Select(known => (known.Board, BoardMemory.Of(known.Target)))
            .Where(known => known.Item2.HeapBytes < 1_000_000).DistinctBy(known => known.Item2.HeapBytes)];
        Assert.IsGreaterThan(3, boards.Length);
        _ = _firmware.Value;
        Parallel.ForEach(boards, known =>
        {
            (BoardFile file, BoardMemory board) = known;
            Assert.IsTrue(cost.Fits(board), board.Name);
            using var chip = new Esp32Board(_interpreter, _firmware.Value, board.HeapBytes);
            // The pins of a board with another chip are none that this one has.
            BoardFile pins = file.Chip == "ESP32" ? file : BoardFiles.All.First(other => other.Chip == "ESP32");
            chip.Save("frames=digits", "stream=1", $"board={pins.Name}");
            chip.Try(board.Name, () =>
            {
                chip.Start();
                Assert.Contains($"pin {pins.PinOf("PWM").Gpio}: pwm 50 Hz", chip.Log, board.Name);
                using BoardLine line = chip.Open();
                BoardClient client = Esp32Board.Client(line);
                string log = "";
                client.OnLog = text => log += text + "\n";
                StatusPacket status = client.Status();
                // Garbage of all kinds comes up meanwhile: steps, lines of the log, settings asked for and saved.
                chip.Wait(() => (status = client.Status()).Frames > 30, $"{board.Name}: the loop runs");
                Assert.HasCount(DeviceCodeTests.SettingsWithoutSensors, client.Settings());
                client.Set(["output1.map=0:8"]);
                client.Save();
                Assert.AreEqual("digits", client.Describe().Model);
                chip.Wait(() => (status = client.Status()).Frames > 45, $"{board.Name}: the loop goes on");
                Assert.IsTrue(status.IsRunning, board.Name);
                Assert.AreEqual((0u, 0u, 0u), (status.FailedFrames, status.ModelFaults, status.OutputFaults), board.Name);
                Assert.DoesNotContain("error", log, board.Name);
                Assert.HasCount(1, chip.Events.Where(one => one.What.StartsWith("uart_driver_install")), board.Name);
            });
        });
    }

    // On the boards with the least memory, as `edgeconv board load` does it.
    private void RunsPackedModelsWhereTheyFit()
    {
        _ = _firmware.Value;
        Parallel.ForEach([("esp32-c3", "strokes"), ("esp32-s3", "strokes")], known =>
        {
            (string name, string model) = known;
            BoardMemory board = BoardMemory.All.Single(board => board.Name == name);
            Graph graph = Pipeline.ForBoard(ModelFile.Open(Repository.PathOf("examples", model + ".json")));
            Assert.IsTrue(EngineCost.OfPacked(graph, EcmFile.WriteCompact(graph), "sbyte").Fits(board), name);
            using var chip = new Esp32Board(_interpreter, _firmware.Value, board.HeapBytes);
            chip.Plug(Esp32Board.Camera);
            if (model == "digits") chip.Save("frames=digits");
            chip.Start();
            using (BoardLine line = chip.Open())
            {
                var slots = new SlotClient(Esp32Board.Client(line));
                EcmFile file = EcmFile.Write(graph, slots.Read().RamBudget);
                slots.Send(TestedFile.Of(graph, file).File.Bytes, "packed", null);
                Send(line, PacketKind.Restart);
                chip.WaitForRestart();
            }
            chip.Start();
            using (BoardLine line = chip.Open())
            {
                BoardClient client = Esp32Board.Client(line);
                SlotsPacket slots = new SlotClient(client).Read();
                chip.Wait(() => (slots = new SlotClient(client).Read()).Phase >= StartPhase.Passed, $"{name}: the model is tested");
                Assert.AreEqual((0, StartPhase.Passed, ""), (slots.Running, slots.Phase, slots.Reason), name);
                StatusPacket status = client.Status();
                chip.Wait(() => (status = client.Status()).Frames > 45, $"{name}: the loop runs");
                Assert.IsTrue(status.IsRunning, name);
                Assert.AreEqual((0u, 0u, 0u), (status.FailedFrames, status.ModelFaults, status.OutputFaults), name);
                Assert.AreEqual(("packed", SlotState.Confirmed), (client.Describe().Model, new SlotClient(client).Read().States[0]), name);
            }
        });
    }

    private void DrivesTwoOutputs()
    {
        using var chip = new Esp32Board(_interpreter, Deploy(Compile("false", "two-outputs", "Program.cs", _ => TwoOutputsProgram.Source)));
        chip.Start("pin 19: pwm");
        Assert.Contains("refused frequencyHz: PWM2 shares its timer with PWM1 at 50 Hz", chip.Output);
        const string Servo = "pin 18: pwm 50 Hz, duty ", Motor = "pin 19: pwm 1000 Hz, duty ";
        string[] Of(string pin) => [.. chip.Events.Select(one => one.What).Where(what => what.StartsWith(pin))
            .Select(what => what[pin.Length..].Split(',')[0])];
        // The mark is at the right end, then at the left end: 2 ms and 1 ms for the servo, and both times as far from the middle. Then
        // the camera fails.
        string[] servo = ["39321/524288", "52428/524288", "26214/524288", "39321/524288"];
        string[] motor = ["0/65536", "29491/65536", "0/65536"];
        chip.Wait(() => Of(Servo).Length >= servo.Length && Of(Motor).Length >= motor.Length, "both outputs are safe again");
        CollectionAssert.AreEqual(servo, Of(Servo));
        CollectionAssert.AreEqual(motor, Of(Motor));
        Assert.AreEqual("ledc_timer_config speed 0, timer 0, 19 bits, 50 Hz; ledc_timer_config speed 0, timer 1, 16 bits, 1000 Hz",
            string.Join("; ", chip.Events.Select(one => one.What).Where(what => what.StartsWith("ledc_timer_config"))));
        long safeServo = chip.Events.Last(one => one.What.StartsWith(Servo)).Time,
            safeMotor = chip.Events.Last(one => one.What.StartsWith(Motor)).Time;
        Assert.IsLessThan(20_000L, Math.Abs(safeServo - safeMotor), "microseconds between the two");
    }

    private void DrivesTheSecondOutputOfItsSettings()
    {
        using var chip = new Esp32Board(_interpreter, _firmware.Value);
        chip.Plug(Esp32Board.Camera);
        long freeWithOne;
        chip.Save("output1.kind=servo");
        chip.Start();
        using (BoardLine line = chip.Open())
        {
            chip.WaitForDuty("pin 18: pwm 50 Hz, duty 52428/524288", "the servo follows the warm spot");
            StatusPacket status = Esp32Board.Client(line).Status();
            Assert.IsFalse(status.HasSecond);
            freeWithOne = status.FreeBytes;
        }
        chip.CutPower();
        chip.Save("output1.kind=servo", "output2.kind=motor", "output2.readout=score:2", "output2.map=15:80:6000:4000");
        chip.Start();
        using (BoardLine line = chip.Open())
        {
            BoardClient client = Esp32Board.Client(line);
            const string Servo = "pin 18: pwm 50 Hz, duty ", Motor = "pin 4: pwm 1000 Hz, duty ";
            void WaitFor(string pin, string duty, string what) => chip.Wait(() =>
                chip.Events.LastOrDefault(one => one.What.StartsWith(pin)).What?.StartsWith(pin + duty) == true, what);
            // 4000/10000 of 2^16, with the warm spot; before it, both are safe.
            WaitFor(Motor, "26214/65536", "the motor follows the warm spot");
            WaitFor(Servo, "52428/524288", "the servo follows the warm spot");
            string[] log = [.. chip.Events.Select(one => one.What)];
            Assert.AreEqual("ledc_timer_config speed 0, timer 0, 19 bits, 50 Hz; ledc_timer_config speed 0, timer 1, 16 bits, 1000 Hz",
                string.Join("; ", log.Where(what => what.StartsWith("ledc_timer_config"))));
            Assert.StartsWith(Servo + "39321/524288", log.First(what => what.StartsWith("pin 18")));
            Assert.StartsWith(Motor + "0/65536", log.First(what => what.StartsWith("pin 4")));
            StatusPacket status = client.Status();
            Assert.AreEqual((true, 4000, GuardReason.None, 0u),
                (status.HasSecond, status.SecondDuty, status.SecondReason, status.SecondFaults));
            Console.WriteLine($"the second output takes {freeWithOne - status.FreeBytes} bytes: {status.FreeBytes} are free");
            Assert.IsInRange(0, 1500, freeWithOne - status.FreeBytes);
            using (var stream = new StepStream(client, client.DescribeSettled(), 1))
                Assert.AreEqual((true, 4000, 4000), stream.Steps(3).Select(step =>
                    (step.HasSecond, step.SecondProposedDuty, step.SecondDuty)).Last());
            // A map takes effect at once.
            Assert.AreEqual(Acceptance.Now, client.Set(["output2.map=15:80:6000:2500"]));
            WaitFor(Motor, "16384/65536", "the new map is in effect");
            // What is refused changes nothing: neither a pin nor a setting.
            int before = chip.Events.Count;
            string settings = string.Join('\n', client.Settings());
            foreach ((string lines, string reason) in new[]
            {
                ("output2.pwm=2", "output2.pwm: PWM2 shares its timer with PWM1, so 1000 Hz and 50 Hz need output2.pwm=3"),
                ("output2.pin=18", "output2.pin: GPIO 18 is that of output1.pin"),
                ("output2.pin=34", "output2.pin: GPIO 34 is an input only"),
                ("output2.pin=6", "output2.pin: GPIO 6 serves the chip's flash"),
                ("output2.map=1", "output2.map: 1 is not LOW:HIGH"),
            })
                Assert.Contains(reason, Assert.ThrowsExactly<RefusedException>(() => client.Set([lines])).Message);
            Assert.AreEqual(settings, string.Join('\n', client.Settings()));
            Assert.IsEmpty(chip.Events.Skip(before).Where(one => one.What.StartsWith("pin ") || one.What.StartsWith("ledc_")));
            // The sensor is unplugged: both are safe by the deadline, and follow again.
            long took = long.MaxValue;
            for (int i = 0; i < 3 && took > Deadline + Slack; i++)
            {
                before = chip.Events.Count;
                chip.Unplug(Esp32Board.Camera);
                WaitFor(Motor, "0/65536", "the motor stands");
                WaitFor(Servo, "39321/524288", "the servo is straight");
                List<(long Time, string What)> events = [.. chip.Events];
                int motor = events.FindIndex(before, one => one.What.StartsWith(Motor + "0/")),
                    servo = events.FindIndex(before, one => one.What.StartsWith(Servo + "39321/")), last = Math.Max(motor, servo);
                took = events[last].Time - events.Take(last).Last(one => one.What.Contains(" read ")).Time;
                status = client.Status();
                Assert.AreEqual((GuardReason.FrameFailed, GuardReason.FrameFailed), (status.Reason, status.SecondReason));
                chip.Plug(Esp32Board.Camera);
                WaitFor(Motor, "16384/65536", "the motor follows the frames again");
                WaitFor(Servo, "52428/524288", "the servo follows the frames again");
            }
            Assert.IsLessThan(Deadline + Slack, took);
            Assert.AreEqual(0u, client.Status().ModelFaults);
            // Nothing that the model finds is enough: both are safe for this reason.
            Assert.AreEqual(Acceptance.Now, client.Set(["found=255"]));
            WaitFor(Motor, "0/65536", "nothing is found");
            WaitFor(Servo, "39321/524288", "nothing is found");
            status = client.Status();
            Assert.AreEqual((GuardReason.NothingFound, GuardReason.NothingFound), (status.Reason, status.SecondReason));
        }
    }

    private void AllocatesWhatThePageSays()
    {
        string host = Host(8), address = $"tcp://{host}:4242";
        using var chip = new Esp32Board(_interpreter, Deploy(Compile("true", "allocation", "Program.cs", _ => AllocationProgram.Source)),
            address: host);
        new BoardKeys(chip.Files.File("keys")).Add(address, new byte[LinkSession.KeyBytes]);
        chip.Plug(Esp32Board.Camera);
        chip.Start();
        chip.Wait(() => chip.Output.Contains("output listening"), "the program listens");
        using (BoardLine line = OpenSoon(chip, address, chip.Files.File("keys")))
            chip.Wait(() =>
            {
                try
                {
                    for (int i = 0; i < 20; i++) Send(line, PacketKind.GetStatus);
                }
                catch (UserException)
                {
                    // The program has ended.
                }
                return chip.Output.Contains("output end");
            }, "the program ends");
        double Bytes(string name) => AllocationProgram.BytesOf(chip.Output, name);
        // Two transfers, for each of which the framework's driver makes objects. The stream adds nothing.
        Assert.AreEqual((672, 672, 0), (Bytes("sensor"), Bytes("streamed sensor"), Bytes("streamed digits")));
        // A copy of the packet up to its counter, and the hash.
        for (int payload = 0; payload <= 400; payload += 100)
            Assert.AreEqual(Array(8 + payload) + Array(32), Bytes($"packet of {payload}"), $"{payload}");
        Assert.AreEqual((0, Array(8) + Array(32)), (Bytes("idle network"), Bytes("packet over TCP")), "over TCP");
        string page = Repository.Text("docs", "link.md");
        Assert.Contains("allocates 672 bytes for its two I2C transfers", page);
        Assert.Contains($"for its seal, {Array(32)} bytes and a copy of the packet", page);
        Assert.Contains($"{Array(8) + Array(32)} bytes for a query, {Array(108) + Array(32)} for a text of 100 characters", page);

        // A head of 20 bytes, in blocks of 12.
        static int Array(int bytes) => (20 + bytes + 11) / 12 * 12;
    }

    private static void Send(BoardLine line, int kind)
    {
        line.Writer.Begin(kind, 1);
        line.Writer.End();
        line.Send();
    }

    // An address of its own in this computer's network, for each run of the tests.
    private static string Host(int number) => $"127.{Environment.ProcessId >> 8 & 255}.{Environment.ProcessId & 255}.{number}";

    // When the missing thermal sensor was looked for.
    private static long[] Tries(Esp32Board chip) =>
        [.. chip.Events.Where(one => one.What == "i2c bus 0, address 0x69: no answer").Select(one => one.Time)];

    private static NanoProject Project(string network) => NanoProject.Load(
        Repository.PathOf("firmware", "EdgeConv.Firmware", "EdgeConv.Firmware.nfproj"), ("EdgeConvNetwork", network));

    private IReadOnlyList<string> Deploy(DeviceAssembly firmware) => _tools.PeFiles(firmware.Path);

    // The firmware with another model: all else is what the other checks run.
    private DeviceAssembly CompileWithSlowModel()
    {
        const string Line = "default: return new StrokesModel();";
        const string SlowModel = """
            using nanoFramework.Hardware.Esp32;

            namespace EdgeConv.Firmware
            {
                public sealed class SlowModel : EdgeConv.Models.IModel
                {
                    private readonly StrokesModel _model = new StrokesModel();

                    public TensorInfo Input => _model.Input;

                    public TensorInfo Output => _model.Output;

                    public void Invoke(sbyte[] input, sbyte[] output)
                    {
                        ulong until = HighResTimer.GetCurrent() + (input[0] > 0 ? 600000ul : 0);
                        while (HighResTimer.GetCurrent() < until) { }
                        _model.Invoke(input, output);
                    }
                }
            }
            """;
        string slow = Line.Replace("Strokes", "Slow");
        return Compile("false", "slow", "Loops.cs", text => text.Contains(Line) ? text.Replace(Line, slow) : "",
            ("SlowModel.cs", SlowModel));
    }

    // With one file changed, and others added.
    private DeviceAssembly Compile(string network, string variant, string file, Func<string, string> change,
        params (string Path, string Text)[] more)
    {
        NanoProject project = Project(network);
        return _build.Compile(project.AssemblyName, [.. DeviceBuild.SourcesOf(project).Select(source =>
            (source.Path, Path.GetFileName(source.Path) == file ? change(source.Text) : source.Text)), .. more],
            project.References.Select(reference => _tools.Reference(reference.Name)),
            [.. project.ProjectReferences.Select(other => _build.Compile(NanoProject.Load(other)))], project.IsProgram, variant: variant);
    }
}

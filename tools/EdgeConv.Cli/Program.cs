Console.Error.WriteLine("error: no verb yet");
return 2;

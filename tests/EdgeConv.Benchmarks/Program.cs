Console.Error.WriteLine("error: no benchmark yet");
return 1;

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/phi1/command_line.h"

namespace phi1 {

void addInfoCommand(CommandRegistry &registry);
void addTokenizeCommand(CommandRegistry &registry);
void addForwardCommand(CommandRegistry &registry);
void addCompleteCommand(CommandRegistry &registry);
void addAttentionCommand(CommandRegistry &registry);
void addLossCommand(CommandRegistry &registry);
void addTrainCommand(CommandRegistry &registry);
void addResumeCommand(CommandRegistry &registry);
void addStopCommand(CommandRegistry &registry);
void addCheckpointCommand(CommandRegistry &registry);
void addPrepareCommand(CommandRegistry &registry);
void addBatchCommand(CommandRegistry &registry);
void addMixtureCommand(CommandRegistry &registry);
void addEvaluateCommand(CommandRegistry &registry);
void addServeCommand(CommandRegistry &registry);
void addSuperviseCommand(CommandRegistry &registry);
void addQueueCommand(CommandRegistry &registry);
void addFollowCommand(CommandRegistry &registry);
void addExportCommand(CommandRegistry &registry);
void addBenchCommand(CommandRegistry &registry);
void addDoctorCommand(CommandRegistry &registry);
void addDemoCommand(CommandRegistry &registry);
void addDemonstrateCommand(CommandRegistry &registry);

} // namespace phi1

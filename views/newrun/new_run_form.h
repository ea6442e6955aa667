// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <QWidget>

#include "core/machine/machine_load.h"

class QComboBox;
class QHBoxLayout;
class QVBoxLayout;

namespace phi1 {

struct RunForecast;
class DataSection;
class FormField;
class FormSection;
class KeyField;
class PromptList;
class RunComposer;
class WideRow;

/// Every key of the configuration, in sections: label, field, the paper's value, what follows from
/// it.
class NewRunForm final : public QWidget
{
    Q_OBJECT
public:
    NewRunForm(RunComposer &composer, const QString &workspace, QWidget *parent = nullptr);

    void refresh();
    void show(const RunForecast &forecast);
    using QWidget::show;
    void setMachine(const MachineLoad &load);
    void setTwoColumns(bool two);

    /// The field that the widget is part of, nullptr without.
    KeyField *fieldOf(const QWidget *widget) const;
    KeyField *field(const QString &key) const;
    /// Alt+1 … Alt+5.
    void revealSection(int index);
    int sectionCount() const { return static_cast<int>(m_sections.size()); }
    /// Opens the section of a key and puts the focus on its editor.
    void revealKey(const QString &key);

signals:
    void restoreRequested(const QStringList &keys);

private:
    FormSection *addSection(const QString &title, bool foldable = false);
    KeyField *addField(FormSection *section, KeyField *field);
    KeyField *entry(FormSection *section, const QString &key, const QString &label,
                    const QString &unit = {});
    void buildSchedule();
    void buildOptimizer();
    void buildChecks();
    void buildHardware();
    void buildAdvanced();
    void say(const QString &key, const QString &consequence);
    void showHardware(const RunForecast &forecast);

    RunComposer &m_composer;
    QHBoxLayout *m_columns;
    QVBoxLayout *m_left;
    QVBoxLayout *m_right;
    QWidget *m_rightHolder;
    QVector<FormSection *> m_sections;
    QVector<KeyField *> m_fields;
    DataSection *m_data = nullptr;
    PromptList *m_prompts = nullptr;
    WideRow *m_promptsRow = nullptr;
    QComboBox *m_order = nullptr;
    FormField *m_orderRow = nullptr;
    FormSection *m_model = nullptr;
    bool m_two = false;
};

} // namespace phi1

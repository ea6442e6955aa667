// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QString>
#include <QVector>

class QComboBox;
class QLineEdit;
class QTimer;

namespace phi1 {

class FormField;
class RunComposer;

/// One key of the configuration in the form: keeps its editor and the composer alike, shows the
/// paper's value, the ◆ and the sentence of a mistake. A child of its row.
class KeyField final : public QObject
{
    Q_OBJECT
public:
    struct Choice {
        QString text;
        QString toml;
    };

    /// A line edit for a number or a text. @param parent  gets the row
    static KeyField *entry(RunComposer &composer, const QString &key, const QString &label,
                           QWidget *parent);
    /// A combo box. A value that is none of the choices gets an entry of its own.
    static KeyField *choice(RunComposer &composer, const QString &key, const QString &label,
                            const QVector<Choice> &choices, QWidget *parent);
    /// Two numbers in one row, as Adam's betas.
    static KeyField *pair(RunComposer &composer, const QString &first, const QString &second,
                          const QString &label, QWidget *parent);

    const QString &key() const { return m_parts.first().key; }
    QStringList keys() const;
    FormField *row() const { return m_row; }
    void setChoices(const QVector<Choice> &choices);
    /// Takes over what the composer holds.
    void refresh();
    /// The paper's or the preset's value again.
    void restore();

signals:
    void restoreRequested(const QStringList &keys);

private:
    struct Part {
        QString key;
        QLineEdit *edit = nullptr;
        QComboBox *box = nullptr;
    };

    KeyField(RunComposer &composer, QVector<Part> parts, FormField *row);
    void typed(const Part &part, const QString &text);
    void refreshEdit(const Part &part);
    void refreshBox(const Part &part);
    QString shown(const QString &key) const;
    void showError();

    RunComposer &m_composer;
    QVector<Part> m_parts;
    QVector<Choice> m_choices;
    FormField *m_row;
    QTimer *m_errorTimer;
    bool m_refreshing = false;
};

} // namespace phi1
